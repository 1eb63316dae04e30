import { basename } from 'node:path';

/** How a shell is started so that its prompt begins with a place, whatever the user's files set. */
export interface ShellStart {
  readonly command: readonly string[];
  /** Variables beside those of this process; undefined removes one. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the shell reads first, by {@link SCRIPT} or as `.zshenv`; null: nothing. */
  readonly script: string | null;
}

/** Where a shell finds its script: descriptor 3, a file without a name. */
export const SCRIPT = '/dev/fd/3';

/**
 * How `shell` is started, not as a login shell. Pure.
 * @param shell the path of a shell
 * @param place the words of the prompt; names of VPCs, subnets and instances have no character that
 *   a shell expands
 * @param env the user's environment
 * @param directory a directory of our own, which zsh reads its files from
 */
export function shellStart(
  shell: string,
  place: string,
  env: Readonly<Record<string, string | undefined>>,
  directory: string,
): ShellStart {
  const prompt = `[${place}] `;
  const user = env['ZDOTDIR'];
  switch (basename(shell)) {
    case 'bash':
      return {
        command: [shell, '--rcfile', SCRIPT, '-i'],
        env: {},
        script: bashScript(prompt),
      };
    case 'zsh':
      return {
        command: [shell, '-i'],
        env: { ZDOTDIR: directory, VPCCTL_ZDOTDIR: user },
        script: zshScript(prompt),
      };
    default:
      return {
        command: [shell, '-i'],
        // The user's own file is read by ours.
        env: { ENV: SCRIPT, VPCCTL_ENV: env['ENV'], PS1: `${prompt}# ` },
        script: posixScript(prompt),
      };
  }
}

/** Prompt frameworks set PS1 anew before each prompt, so the place is put before it each time. */
function bashScript(prompt: string): string {
  return `exec 3<&-
[ -f ~/.bashrc ] && . ~/.bashrc
__vpcctl_prompt() {
  case $PS1 in '${prompt}'*) ;; *) PS1='${prompt}'$PS1 ;; esac
}
case $(declare -p PROMPT_COMMAND 2>/dev/null) in
  'declare -a'*) PROMPT_COMMAND+=(__vpcctl_prompt) ;;
  *) PROMPT_COMMAND=\${PROMPT_COMMAND:+$PROMPT_COMMAND$'\\n'}__vpcctl_prompt ;;
esac
`;
}

/** It is read instead of the user's .zshenv, and gives the user's directory back. */
function zshScript(prompt: string): string {
  return `if (( \${+VPCCTL_ZDOTDIR} )); then ZDOTDIR=$VPCCTL_ZDOTDIR; else unset ZDOTDIR; fi
unset VPCCTL_ZDOTDIR
__vpcctl_prompt() {
  [[ $PROMPT == '${prompt}'* ]] || PROMPT='${prompt}'$PROMPT
  precmd_functions=(\${precmd_functions:#__vpcctl_prompt} __vpcctl_prompt)
}
precmd_functions+=(__vpcctl_prompt)
[[ -f \${ZDOTDIR:-$HOME}/.zshenv ]] && . \${ZDOTDIR:-$HOME}/.zshenv
`;
}

/** dash, ash and ksh read the file that ENV names. Not all of them expand what PS1 holds. */
function posixScript(prompt: string): string {
  return `exec 3<&-
if [ -n "\${VPCCTL_ENV+set}" ]; then ENV=$VPCCTL_ENV; else unset ENV; fi
unset VPCCTL_ENV
[ -f "\${ENV-}" ] && . "$ENV"
case $PS1 in '${prompt}'*) ;; *) PS1='${prompt}'$PS1 ;; esac
`;
}
