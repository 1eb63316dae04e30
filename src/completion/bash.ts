import { type Completed, nextWords, topicsOf } from './table.js';

/** The completion script for bash. Pure. */
export function bashScript(commands: readonly Completed[], version: string): string {
  const words = (topic?: string) => nextWords(commands, topic).map(({ word }) => word);
  return `# vpcctl ${version} for bash. Print it again when a plugin has come or gone.

# Sets flags, args and place of a command: what it takes, each with what can be offered.
_vpcctl_command() {
  flags='' args='' place=0
  case $1 in
${commands.map(caseOf).join('\n')}
    *) return 1 ;;
  esac
}

# Sets next to the words that may follow a word.
_vpcctl_next() {
  case $1 in
    vpcctl) next='${words().join(' ')}' ;;
${topicsOf(commands)
  .map((topic) => `    ${topic}) next='${words(topic).join(' ')}' ;;`)
  .join('\n')}
    *) next='' ;;
  esac
}

${ALGORITHM}`;
}

function caseOf({ name, flags, args, place }: Completed): string {
  return `    '${name}') flags='${flags.join(' ')}' args='${args.join(' ')}' place=${place} ;;`;
}

const ALGORITHM =
  String.raw`# Offers $1: words, a line each. Of a word only what follows $skip characters replaces anything.
_vpcctl_reply() {
  local one
  while IFS= read -r one; do
    [[ -n $one && $prefix$one == "$cur"* ]] || continue
    one=$prefix$one
    COMPREPLY+=("\${one:skip}")
  done <<<"$1"
}

# Offers what a spec stands for: files, some words, or names that vpcctl knows.
_vpcctl_offer() {
  local spec=$1 current=\${cur#"$prefix"} list
  case $spec in
    '' | -) ;;
    file)
      compopt -o filenames 2>/dev/null
      _vpcctl_reply "$(compgen -f -- "$current")"
      ;;
    *)
      if [[ "|$spec" == *'|'[!=]* ]]; then
        _vpcctl_reply "$("\${COMP_WORDS[0]}" __complete "$spec" "$current" "\${given[@]}" 2>/dev/null)"
      else
        list=\${spec#=}
        _vpcctl_reply "\${list//'|='/$'\n'}"
      fi
      ;;
  esac
}

# Sets value to the spec of a flag's value.
_vpcctl_value() {
  local flag
  value=''
  for flag in $flags; do
    [[ $flag == "$1":* ]] && value=\${flag#*:}
  done
}

_vpcctl() {
  local IFS=$' \t\n' flags args place next value='' word last='' prefix='' cur='' skip=0
  local -i at end=-1 first=2 count=0
  local -a words=() given=() list=()
  COMPREPLY=()
  # Bash splits words at these three, and vpcctl does not.
  for ((at = 0; at <= COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]//[\"\'\\]/}
    if ((end > 0)) && [[ $word == [=:] || $last == [=:@] ]]; then
      words[end]+=$word
    else
      words[++end]=$word
    fi
    [[ $at -lt $COMP_CWORD ]] && last=$word
  done
  cur=\${words[end]}
  # What bash replaces of the word.
  [[ $word == [=:] ]] && word=''
  [[ $last == @ && $cur == "@$word" ]] && word=@$word
  skip=$((\${#cur} - \${#word}))

  if ((end <= 1)); then
    _vpcctl_next vpcctl
    [[ $cur == -* ]] && next='--help --version'
    _vpcctl_reply "\${next// /$'\n'}"
    return
  fi
  if ((end > 2)) && _vpcctl_command "\${words[1]} \${words[2]}"; then
    first=3
  else
    _vpcctl_command "\${words[1]}"
    if ((end == 2)); then
      _vpcctl_next "\${words[1]}"
      _vpcctl_reply "\${next// /$'\n'}"
    fi
  fi

  for ((at = first; at < end; at++)); do
    word=\${words[at]}
    if [[ -n $value ]]; then
      value=''
    elif [[ $word == -- ]]; then
      [[ \${words[1]} == exec || \${words[1]} == lab ]] || return
      if ((at == end - 1)); then
        _vpcctl_reply "$(compgen -c -- "$cur")"
      else
        _vpcctl_offer file
      fi
      return
    elif [[ $word == -?* ]]; then
      _vpcctl_value "$word"
    else
      given+=("$word")
      count+=1
      if ((count <= place)); then
        word=\${word//[!\/]/}
        count+=\${#word}
      fi
    fi
  done

  list=($args)
  if [[ -n $value ]]; then
    _vpcctl_offer "$value"
  elif [[ $cur == --*=* ]]; then
    _vpcctl_value "\${cur%%=*}"
    prefix=\${cur%%=*}=
    _vpcctl_offer "$value"
  elif [[ $cur == -* ]] || ((count >= \${#list[@]})) && [[ $args != *... ]]; then
    for word in $flags --help; do
      _vpcctl_reply "\${word%%:*}"
    done
  else
    ((count < \${#list[@]})) || count=\${#list[@]}-1
    _vpcctl_offer "\${list[count]%...}"
  fi
}

complete -o nosort -F _vpcctl vpcctl
`.replaceAll('\\$', '$');
