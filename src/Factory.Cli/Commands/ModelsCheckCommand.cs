using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Models;

namespace Factory.Cli.Commands;

/// <summary><c>factory models check</c>: which models the keys really reach.</summary>
internal static class ModelsCheckCommand
{
    public static Command Create(CommandRunner verbs) => verbs.HandleWithSilo(
        new Command("check", "Asks each available provider which models its key reaches, and compares that with models.json.\n\nExamples:\n  factory models check\n  factory models check --json"),
        (_, client, cancel) => client.CheckModelsAsync(cancel),
        Show);

    private static void Show(IReadOnlyList<ProviderModelsCheck> checks, CommandContext session)
    {
        session.Output.WriteTable(["provider", "model", "reached"], checks.SelectMany(Rows));
        foreach (var check in checks.Where(c => c.UnlistedCount > 0))
        {
            session.Output.WriteLine($"{check.Provider} offers {check.UnlistedCount} more that models.json does not have: {TerminalSanitizer.SingleLine(string.Join(", ", check.UnlistedSample), 600)}{(check.UnlistedCount > check.UnlistedSample.Count ? ", …" : "")}");
        }
    }

    private static IEnumerable<string[]> Rows(ProviderModelsCheck check) =>
        check.Problem is { } problem
            ? [[check.Provider, "", (check.IsChecked ? "" : "not asked: ") + problem]]
            : [.. check.Offered.Select(m => (string[])[check.Provider, m, "yes"]), .. check.Missing.Select(m => (string[])[check.Provider, m, "no: the provider does not offer it for this key"])];
}
