using System.CommandLine;
using System.CommandLine.Parsing;
using Factory.Configuration.Reading;

namespace Factory.Cli;

/// <summary>Finds the command or option that a misspelt word most likely means.</summary>
internal static class CommandSuggestions
{
    // What other command lines call these; no spelling is close enough to find them.
    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ls"] = "list",
        ["ps"] = "list",
        ["rm"] = "cancel",
        ["delete"] = "cancel",
        ["kill"] = "cancel",
        ["stop"] = "cancel",
        ["abort"] = "cancel",
        ["status"] = "show",
        ["get"] = "show",
        ["info"] = "show",
        ["new"] = "create",
        ["add"] = "create",
        ["again"] = "retry",
        ["restart"] = "retry",
    };

    // Of the root command, where the same words mean something else.
    private static readonly Dictionary<string, string> RootSynonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["status"] = "run list",
        ["ls"] = "run list",
        ["list"] = "run list",
        ["ps"] = "run list",
        ["runs"] = "run list",
        ["tasks"] = "task list",
        ["start"] = "up",
        ["serve"] = "up",
        ["kill"] = "stop --all",
        ["check"] = "doctor",
        ["cost"] = "spend",
        ["costs"] = "spend",
        ["budgets"] = "budget show",
        ["keys"] = "key list",
        ["questions"] = "inbox",
        ["version"] = "--version",
    };

    /// <summary>The command of a group that a word most likely means; null when none is close.</summary>
    public static string? FindCommand(string word, Command group)
    {
        var names = group.Subcommands.Where(c => !c.Hidden).Select(c => c.Name).ToList();
        return group is RootCommand
            ? RootSynonyms.GetValueOrDefault(word) ?? SpellingSuggestion.Find(word, names)
            : SpellingSuggestion.Find(word, names)
                ?? (Synonyms.GetValueOrDefault(word) is { } same && names.Contains(same) ? same : null);
    }

    /// <summary>The option of a command, or of one above it, that a word most likely means.</summary>
    public static string? FindOption(string word, CommandResult command)
    {
        var names = new List<string>();
        for (SymbolResult? at = command; at is not null; at = at.Parent)
        {
            names.AddRange(at is CommandResult { Command: var owner }
                ? owner.Options.Where(o => !o.Hidden && (owner == command.Command || o.Recursive)).Select(o => o.Name)
                : []);
        }

        return SpellingSuggestion.Find(word.Split('=')[0], names);
    }
}
