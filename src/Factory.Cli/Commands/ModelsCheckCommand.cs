using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Models;

namespace Factory.Cli.Commands;

/// <summary><c>factory models check</c>: which models the keys give access to.</summary>
internal static class ModelsCheckCommand
{
    public static Command Create(CommandRunner commands) => commands.HandleWithSilo(
        new Command(
            "check",
            "Queries each available provider for the models of its key, and compares them with models.json.\n\nExamples:\n  factory " +
            "models check\n  factory models check --json"),
        (_, client, cancel) => client.CheckModelsAsync(cancel),
        Show);

    private static void Show(IReadOnlyList<ProviderModelsCheck> checks, CommandContext context)
    {
        context.Output.WriteTable(["provider", "model", "reached"], checks.SelectMany(Rows));
        foreach (var check in checks.Where(c => c.UnlistedCount > 0))
        {
            context.Output.WriteLine($"{check.Provider} offers {check.UnlistedCount} more that models.json does not have: " +
                $"{TerminalSanitizer.SingleLine(string.Join(", ", check.UnlistedSample), 600)}{(check.UnlistedCount > check.UnlistedSample.Count ? ", …" : "")}");
        }
    }

    private static IEnumerable<string[]> Rows(ProviderModelsCheck check) =>
        check.Problem is { } problem
            ? [[check.Provider, "", (check.IsChecked ? "" : "not checked: ") + problem]]
            : [
                .. check.Offered.Select(m => (string[])[check.Provider, m, "yes"]),
                .. check.Missing.Select(m => (string[])[check.Provider, m, "no: the provider does not offer it for this key"])
            ];
}
