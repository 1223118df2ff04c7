using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Models;

namespace Factory.Cli.Commands;

/// <summary><c>factory models check</c>: which models the keys really reach.</summary>
internal static class ModelsCheckCommand
{
    public static Command Create(CommandRunner verbs) => verbs.Ask(
        new Command("check", "Asks each available provider which models its key reaches, and compares that with models.json.\n\nExamples:\n  factory models check\n  factory models check --json"),
        (_, client, cancel) => client.CheckModelsAsync(cancel),
        Show);

    private static void Show(IReadOnlyList<ModelsCheck> checks, CommandContext session)
    {
        session.Output.Table(["provider", "model", "reached"], checks.SelectMany(Rows));
        foreach (var check in checks.Where(c => c.Others > 0))
        {
            session.Output.Line($"{check.Provider} offers {check.Others} more that models.json does not have: {TerminalSanitizer.Line(string.Join(", ", check.FirstOthers), 600)}{(check.Others > check.FirstOthers.Count ? ", …" : "")}");
        }
    }

    private static IEnumerable<string[]> Rows(ModelsCheck check) =>
        check.Problem is { } problem
            ? [[check.Provider, "", (check.Asked ? "" : "not asked: ") + problem]]
            : [.. check.Reached.Select(m => (string[])[check.Provider, m, "yes"]), .. check.Missing.Select(m => (string[])[check.Provider, m, "no: the provider does not offer it for this key"])];
}
