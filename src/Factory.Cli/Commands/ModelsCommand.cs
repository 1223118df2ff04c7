using System.CommandLine;
using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Metering;
using Factory.Domain.Models;

namespace Factory.Cli.Commands;

/// <summary><c>factory models list|pull</c>.</summary>
internal static class ModelsCommand
{
    public static Command Create(CommandRunner commands) =>
        new("models", "Lists models, and downloads models to your own Ollama server.\n\nExample:\n  factory models list")
    {
        List(commands),
        ModelsCheckCommand.Create(commands),
        Pull(commands),
    };

    private static Command List(CommandRunner commands) => commands.HandleListWithSilo(
        new Command(
            "list",
            "The models of the catalogue, cheapest tier first. Prices are US dollars per million tokens.\n\nExample:\n  factory models " +
            "list"),
        (_, client, cancel) => client.ListProvidersAsync(cancel),
        (providers, session) => session.Output.WriteTable(["model", "tier", "input", "output", "context", "can"], providers
            .Where(p => p.Available)
            .SelectMany(p => p.Models.Select(m => (Provider: p.Name, Model: m)))
            .OrderBy(m => m.Model.Tier)
            .Select(m => (string[])[
                $"{m.Provider}/{m.Model.Name}",
                Formatting.Format(m.Model.Tier),
                Price(m.Model.InputPrice),
                Price(m.Model.OutputPrice),
                m.Model.ContextTokens.ToString("N0", CultureInfo.InvariantCulture),
                string.Join(", ", m.Model.Capabilities)])));

    private static Command Pull(CommandRunner commands)
    {
        var name = new Argument<string>("model") { Description = "The model's name in Ollama's library, with or without a tag" };
        return commands.Handle(
            new Command(
                "pull",
                "Downloads a model to the Ollama server that OLLAMA_HOST names; default: the one on this machine. Restart the factory to " +
                "use it.\n\nExample:\n  factory models pull qwen3:8b") { name },
            (parsed, session) => PullAsync(parsed.GetRequiredValue(name), session));
    }

    private static async Task<int> PullAsync(string model, CommandContext session)
    {
        var said = "";
        await foreach (var step in session.Environment.Maintenance.PullModelAsync(model, session.Environment.Interrupt))
        {
            session.Output.WriteJson(new { Type = "model-pull", Model = model, step.Status, step.CompletedBytes, step.TotalBytes });

            // One line per step and per tenth of a file; Ollama reports thousands of chunks.
            var line = FormatProgress(step);
            if (line != said)
            {
                session.Output.WriteLine(TerminalSanitizer.SingleLine(line, 120));
                said = line;
            }
        }

        session.Output.WriteLine($"{TerminalSanitizer.SingleLine(model, 80)} is downloaded. Restart the factory to use it.");
        return ExitCodes.Success;
    }

    private static string FormatProgress(ModelPullProgress step) => step is { CompletedBytes: { } completed, TotalBytes: > 0 and var total }
        ? string.Create(CultureInfo.InvariantCulture, $"{step.Status}: {completed * 10 / total * 10} % of {total / 1e6:N0} MB")
        : step.Status;

    private static string Price(Usd price) => price.Amount.ToString("0.00####", CultureInfo.InvariantCulture);
}
