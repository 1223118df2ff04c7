using System.CommandLine;
using Factory.Cli.Output;

namespace Factory.Cli.Commands;

/// <summary><c>factory providers</c>.</summary>
internal static class ProvidersCommand
{
    public static Command Create(CommandRunner commands) => commands.HandleListWithSilo(
        new Command("providers", "The model providers and their availability.\n\nExample:\n  factory providers"),
        (_, client, cancel) => client.ListProvidersAsync(cancel),
        (providers, context) =>
            context.Output.WriteTable(["provider", "available", "models", "calls", "failures", "why"], providers.Select(p => (string[])[
            p.Name, p.Available ? "yes" : "no", $"{p.Models.Count}", $"{p.Calls}", $"{p.Failures}", p.Reason])));
}
