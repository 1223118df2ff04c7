using System.CommandLine;

namespace Factory.Cli.Commands;

/// <summary>
/// <c>factory completion bash|zsh|fish</c>: scripts that call this program with the library's <c>[suggest]</c>
/// directive, so that they stay valid when commands change.
/// </summary>
internal static class CompletionCommand
{
    // '[suggest:N]' is the parser's own directive for the completions at position N of a command line. compgen -W
    // expands its words like the shell does, command substitution included: nothing that holds free text may ever be
    // suggested, only ids and words of the factory.
    private const string Bash = """
        # Completion of factory for bash. Take it into use with:  source <(factory completion bash)
        _factory() {
            local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
            COMPREPLY=($(compgen -W "$(factory "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _factory factory

        """;

    private const string Zsh = """
        #compdef factory
        # Completion of factory for zsh. Take it into use with:  source <(factory completion zsh)
        _factory() {
            local -a found
            found=("${(@f)$(factory "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if (( ${#found} )) && [[ -n "${found[1]}" ]]; then compadd -- $found; else _files; fi
        }
        compdef _factory factory

        """;

    private const string Fish = """
        # Completion of factory for fish. Take it into use with:  factory completion fish | source
        complete -c factory -f -a '(factory "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        complete -c factory -l repo -l data -l config -l idea-file -F -r

        """;

    public static Command Create(CommandRunner verbs)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        return verbs.Handle(
            new Command("completion", """
                Prints a script that lets a shell complete factory's verbs, options and ids.

                Examples:
                  source <(factory completion bash)
                  factory completion bash > ~/.local/share/bash-completion/completions/factory
                  factory completion fish > ~/.config/fish/completions/factory.fish
                """) { shell },
            (parsed, context) =>
            {
                context.Environment.Out.Write(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
                return Task.FromResult(ExitCodes.Success);
            });
    }
}
