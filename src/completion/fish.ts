import { type Completed, nextWords, topicsOf } from './table.js';

/** The completion script for fish. Pure. */
export function fishScript(commands: readonly Completed[], version: string): string {
  const words = (topic?: string) =>
    nextWords(commands, topic)
      .map(({ word, summary }) => quoted(`${word}\t${summary}`))
      .join(' ');
  return `# vpcctl ${version} for fish. Print it again when a plugin has come or gone.

# Sets flags, args and place of a command: what it takes, each with what can be offered.
function __vpcctl_command
    set -g __vpcctl_flags
    set -g __vpcctl_args
    set -g __vpcctl_place 0
    switch "$argv[1]"
${commands.map(caseOf).join('\n')}
        case '*'
            return 1
    end
end

# Prints the words that may follow a word, with their summaries.
function __vpcctl_next
    switch "$argv[1]"
        case vpcctl
            printf '%s\\n' ${words()}
${topicsOf(commands)
  .map((topic) => `        case ${topic}\n            printf '%s\\n' ${words(topic)}`)
  .join('\n')}
    end
end

${ALGORITHM}`;
}

function caseOf({ name, flags, args, place }: Completed): string {
  const list = (specs: readonly string[]) => specs.map((spec) => ` ${quoted(spec)}`).join('');
  return `        case ${quoted(name)}
            set __vpcctl_flags${list(flags)}
            set __vpcctl_args${list(args)}
            set __vpcctl_place ${place}`;
}

function quoted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a plugin's summary may hold any
  const plain = text.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, ' ');
  return `'${plain.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const ALGORITHM =
  String.raw`# Prints what a spec stands for: files, some words, or names that vpcctl knows. The other arguments
# are the program, what stands before the names, the word up to the cursor, and the words before it.
function __vpcctl_offer
    set -l spec $argv[1]
    set -l current (string sub -s (math 1 + (string length -- "$argv[3]")) -- "$argv[4]")
    switch "$spec"
        case '' -
            return
        case file
            __fish_complete_path "$current"
        case '*'
            if string match -qr '(^|\|)[^=]' -- "$spec"
                printf "$argv[3]%s\n" ($argv[2] __complete "$spec" "$current" $argv[5..-1] 2>/dev/null)
            else
                printf "$argv[3]%s\n" (string split '|' -- "$spec" | string sub -s 2)
            end
    end
end

# Prints the spec of a flag's value.
function __vpcctl_value
    for flag in $__vpcctl_flags
        if string match -q -- "$argv[1]:*" $flag
            string replace -r '^[^:]*:' '' -- $flag
        end
    end
end

function __vpcctl_complete
    set -l words (commandline -opc)
    set -l cur (commandline -ct)
    set -l program $words[1]
    if test (count $words) -eq 1
        if string match -q -- '-*' "$cur"
            printf '%s\n' --help --version
        else
            __vpcctl_next vpcctl
        end
        return
    end
    set -l first 3
    if test (count $words) -gt 2; and __vpcctl_command "$words[2] $words[3]"
        set first 4
    else
        __vpcctl_command $words[2]
        test (count $words) -eq 2; and __vpcctl_next $words[2]
    end
    set -l value
    set -l given
    set -l position 0
    for at in (seq $first (count $words))
        set -l word $words[$at]
        if test -n "$value"
            set value
        else if test "$word" = --
            if contains -- $words[2] exec lab
                complete -C (string join ' ' -- (string escape -- $words[(math $at + 1)..-1]) "$cur")
            end
            return
        else if string match -q -- '-?*' $word
            set value (__vpcctl_value $word)
        else
            set -a given $word
            set position (math $position + 1)
            if test $position -le $__vpcctl_place
                set position (math $position + (string replace -ar '[^/]' '' -- $word | string length))
            end
        end
    end
    set -l last (count $__vpcctl_args)
    if test -n "$value"
        __vpcctl_offer $value $program '' "$cur" $given
    else if string match -q -- '--*=*' $cur
        set -l flag (string split -m 1 = -- $cur)[1]
        set value (__vpcctl_value $flag)
        __vpcctl_offer "$value" $program "$flag=" "$cur" $given
    else if string match -q -- '-*' "$cur"
        printf '%s\n' (string replace -r ':.*' '' -- $__vpcctl_flags) --help
    else if test $position -lt $last
        __vpcctl_offer (string replace '...' '' -- $__vpcctl_args[(math $position + 1)]) $program '' "$cur" $given
    else if test $last -gt 0; and string match -q -- '*...' $__vpcctl_args[$last]
        __vpcctl_offer (string replace '...' '' -- $__vpcctl_args[$last]) $program '' "$cur" $given
    else
        printf '%s\n' (string replace -r ':.*' '' -- $__vpcctl_flags) --help
    end
end

complete -c vpcctl -f -a '(__vpcctl_complete)'
`.replaceAll('\\$', '$');
