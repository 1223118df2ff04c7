using System.CommandLine;

namespace Factory.Cli.Commands;

/// <summary>
/// Rejects empty values of options and arguments. They come from variables that are not set, as in
/// <c>--repo "$REPO"</c>, and would mean the working directory, all runs, or the default account.
/// </summary>
internal static class EmptyValues
{
    // A comment or a reason may well be empty.
    private const string FreeText = "TEXT";

    /// <summary>Adds the check to every option of the command tree that takes a name, a path, an id or the like.</summary>
    public static void RejectIn(Command command)
    {
        foreach (var option in command.Options.Where(o => IsText(o.ValueType) && o.HelpName != FreeText))
        {
            option.Validators.Add(result =>
            {
                if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
                {
                    result.AddError($"{option.Name} is empty. Give a value, or leave the option out.");
                }
            });
        }

        foreach (var argument in command.Arguments.Where(a => a.ValueType == typeof(string)))
        {
            argument.Validators.Add(result =>
            {
                if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
                {
                    result.AddError($"{(argument.HelpName ?? argument.Name).ToUpperInvariant()} is empty.");
                }
            });
        }

        foreach (var verb in command.Subcommands)
        {
            RejectIn(verb);
        }
    }

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(string[]);
}
