using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Api;
using Factory.Contracts.Keys;
using Factory.Domain.Configuration;

namespace Factory.Cli.Commands;

/// <summary><c>factory key create</c>: the only command that shows the secret of a key.</summary>
internal static class KeyCreateCommand
{
    private const string Description = """
        Creates a gateway key and shows it once; the factory stores only its hash. The budget of the day applies to it as well.

        Examples:
          factory key create laptop --budget 5
          factory key create ci --budget 2 --expires 1d --model openai/gpt-5-mini --model anthropic/claude-haiku-4-5
        """;

    public static Command Create(CommandRunner commands)
    {
        var name = new Argument<string>("name")
        {
            Description = "1 to 40 lower-case letters, digits and dashes; not the name of an earlier key"
        };
        var budget = CommandArguments.UsdOption("--budget", "Hard cap over its whole life, in US dollars");
        budget.Required = true;
        var expires = CommandArguments.AgeOption("--expires", "How long it is valid: 90s, 12h, 30d; default: until it is revoked");
        var model = new Option<string[]>("--model")
        {
            Description = "A model that it grants, as provider/model; can be repeated; default: all models",
            HelpName = "MODEL"
        };
        return commands.Handle(new Command("create", Description) { name, budget, expires, model }, async (parsed, context) =>
        {
            var request = new CreateKeyRequest(
                parsed.GetRequiredValue(name),
                parsed.GetRequiredValue(budget)!.Value,
                (long?)parsed.GetValue(expires)?.TotalSeconds,
                parsed.GetValue(model) ?? []);
            await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);
            var made = await silo.Client.CreateKeyAsync(request, context.Environment.Interrupt);
            context.Output.WriteJson(made);
            Show(made, $"{silo.Url.TrimEnd('/')}/gateway", context);
            return ExitCodes.Success;
        });
    }

    private static void Show(KeyCreated made, string gateway, CommandContext context)
    {
        var key = made.Key;
        var until = key.ExpiresAt is { } at ? $", until {Formatting.Format(at, context.Environment.Time)}" : "";
        context.Output.WriteLine($"The key '{TerminalSanitizer.SingleLine(key.Name)}' has a budget of " +
            $"{MoneyFormat.Format(key.Budget)}{until}. It is shown only now:");
        context.Output.WriteLine();
        context.Output.WriteLine($"  {made.Secret}");
        context.Output.WriteLine();
        context.Output.WriteLine("Give it to a tool (in a shell, keep it out of the history: read -rs FACTORY_KEY):");
        foreach (var (tool, lines) in ToolSnippets(gateway))
        {
            context.Output.WriteLine($"  {tool}");
            foreach (var line in lines)
            {
                context.Output.WriteLine($"    {line}");
            }
        }

        context.Output.WriteLine($"Models: curl -H \"Authorization: Bearer $FACTORY_KEY\" {gateway}/v1/models");
    }

    // The variables that the vendors' own clients read. Codex ignores OPENAI_BASE_URL; Gemini's CLI also wants its
    // authentication chosen in a file.
    private static IEnumerable<(string Tool, string[] Lines)> ToolSnippets(string gateway) =>
    [
        ("OpenAI SDKs", [$"export OPENAI_BASE_URL={gateway}/v1 OPENAI_API_KEY=$FACTORY_KEY"]),
        ("Anthropic SDKs, Claude Code", [$"export ANTHROPIC_BASE_URL={gateway} ANTHROPIC_API_KEY=$FACTORY_KEY"]),
        ("Google Gen AI SDKs, Gemini CLI", [$"export GOOGLE_GEMINI_BASE_URL={gateway} GEMINI_API_KEY=$FACTORY_KEY"]),
        ("Codex (with FACTORY_KEY exported)",
            [
                // The gateway knows no price of the provider's web search, so Codex must not ask for it.
                "codex -c model_provider=factory -c 'web_search=\"disabled\"' \\",
                $"  -c 'model_providers.factory={{name=\"factory\",base_url=\"{gateway}/v1\",env_key=\"FACTORY_KEY\",wire_api=\"responses\"}}'"
            ]),
    ];
}
