using System.CommandLine;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

internal static class ProvidersCommand
{
    public static Command Create(CommandRunner verbs) => verbs.HandleWithSilo(
        new Command("providers", "The model providers, and whether they can be used.\n\nExample:\n  factory providers"),
        (_, client, cancel) => client.ListProvidersAsync(cancel),
        (providers, session) => session.Output.WriteTable(["provider", "available", "models", "calls", "failures", "why"], providers.Select(p => (string[])[
            p.Name, p.Available ? "yes" : "no", $"{p.Models.Count}", $"{p.Calls}", $"{p.Failures}", p.Reason])));
}
