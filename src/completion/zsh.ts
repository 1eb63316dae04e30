import { type Completed, nextWords, topicsOf } from './table.js';

/** The completion script for zsh: a file in its \`fpath\`, or to be sourced. Pure. */
export function zshScript(commands: readonly Completed[], version: string): string {
  const words = (topic?: string) =>
    nextWords(commands, topic)
      .map(({ word, summary }) => quoted(`${word}:${summary}`))
      .join(' ');
  return `#compdef vpcctl
# vpcctl ${version} for zsh. Print it again when a plugin has come or gone.

# Sets flags, args and place of a command: what it takes, each with what can be offered.
_vpcctl_command() {
  flags=() args=() place=0
  case $1 in
${commands.map(caseOf).join('\n')}
    (*) return 1 ;;
  esac
}

# Sets next to the words that may follow a word, with their summaries.
_vpcctl_next() {
  case $1 in
    (vpcctl) next=(${words()}) ;;
${topicsOf(commands)
  .map((topic) => `    (${topic}) next=(${words(topic)}) ;;`)
  .join('\n')}
    (*) next=() ;;
  esac
}

${ALGORITHM}`;
}

function caseOf({ name, flags, args, place }: Completed): string {
  const list = (specs: readonly string[]) => specs.map(quoted).join(' ');
  return `    (${quoted(name)}) flags=(${list(flags)}) args=(${list(args)}) place=${place} ;;`;
}

function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a plugin's summary may hold any
  return `'${text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ').replaceAll("'", "'\\''")}'`;
}

const ALGORITHM =
  String.raw`# Offers what a spec stands for: files, some words, or names that vpcctl knows.
_vpcctl_offer() {
  local spec=$1
  case $spec in
    ('' | -) return 1 ;;
    (file) _files ;;
    (*)
      if [[ "|$spec" == *'|'[^=]* ]]; then
        list=(\${(f)"$("$program" __complete "$spec" "\${(Q)PREFIX}" "\${given[@]}" 2>/dev/null)"})
        compadd -- $list
      else
        compadd -- "\${(@s:|=:)spec#=}"
      fi
      ;;
  esac
}

# Sets value to the spec of a flag's value.
_vpcctl_value() {
  value=\${\${(M)flags:#$1:*}#*:}
}

_vpcctl() {
  emulate -L zsh
  setopt extendedglob
  local program=\${(Q)words[1]} cur=\${(Q)words[CURRENT]} word value=''
  local -a flags args next given list
  local -i at first=3 count=0 place=0

  if ((CURRENT == 2)); then
    if [[ $cur == -* ]]; then
      compadd -- --help --version
    else
      _vpcctl_next vpcctl
      _describe -t commands 'vpcctl command' next
    fi
    return
  fi
  if ((CURRENT > 3)) && _vpcctl_command "\${(Q)words[2]} \${(Q)words[3]}"; then
    first=4
  else
    _vpcctl_command "\${(Q)words[2]}"
    if ((CURRENT == 3)); then
      _vpcctl_next "\${(Q)words[2]}"
      (($#next)) && _describe -t commands 'vpcctl command' next
    fi
  fi

  for ((at = first; at < CURRENT; at++)); do
    word=\${(Q)words[at]}
    if [[ -n $value ]]; then
      value=''
    elif [[ $word == -- ]]; then
      [[ $words[2] == exec || $words[2] == lab ]] || return
      shift at words
      ((CURRENT -= at))
      _normal
      return
    elif [[ $word == -?* ]]; then
      _vpcctl_value $word
    else
      given+=("$word")
      ((count += 1))
      ((count <= place)) && ((count += \${#word//[^\/]/}))
    fi
  done

  if [[ -n $value ]]; then
    _vpcctl_offer $value
  elif [[ $cur == --*=* ]]; then
    _vpcctl_value "\${cur%%=*}"
    compset -P '*='
    _vpcctl_offer $value
  elif [[ $cur == -* ]] || { ((count >= $#args)) && [[ "$args" != *... ]] }; then
    list=(\${flags%%:*} --help)
    compadd -- $list
  else
    ((count < $#args)) || count=$#args-1
    _vpcctl_offer "\${args[count+1]%...}"
  fi
}

if [[ $funcstack[1] == _vpcctl ]]; then
  _vpcctl "$@"
else
  compdef _vpcctl vpcctl
fi
`.replaceAll('\\$', '$');
