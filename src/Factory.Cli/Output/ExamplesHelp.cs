using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Factory.Cli.Output;

/// <summary>
/// Help that ends with examples. A command's description is its first line, further text, and examples after a line
/// that begins with <c>Example</c>; a list of commands shows first lines only.
/// </summary>
internal sealed class ExamplesHelp(HelpAction inner) : SynchronousCommandLineAction
{
    private const string ExamplesMarker = "\n\nExample";

    /// <summary>Replaces the help of a command tree.</summary>
    public static void AttachTo(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new ExamplesHelp((HelpAction)help.Action!);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var (about, examples) = Split(command.Description ?? "");

        // The commands can be changed, because the process ends after its help.
        command.Description = about;
        foreach (var verb in command.Subcommands)
        {
            verb.Description = verb.Description?.Split('\n')[0];
        }

        // 'factory run show' takes no idea, although 'factory run' does.
        for (var parent = parseResult.CommandResult.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
        {
            foreach (var argument in parent.Command.Arguments)
            {
                argument.Hidden = true;
            }
        }

        var code = inner.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(examples);
        return code;
    }

    private static (string About, string Examples) Split(string description)
    {
        var at = description.IndexOf(ExamplesMarker, StringComparison.Ordinal);
        return at < 0 ? (description, "") : (description[..at], description[(at + 2)..]);
    }
}
