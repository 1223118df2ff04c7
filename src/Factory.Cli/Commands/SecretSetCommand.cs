using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Api;

namespace Factory.Cli.Commands;

/// <summary>
/// <c>factory secret set</c>. The value is typed or piped, never an argument: arguments are in the shell's history, and
/// every user of the machine can read them.
/// </summary>
internal static class SecretSetCommand
{
    private const int MaxLength = 64 * 1024;

    private const string Description = """
        Sets a secret or replaces it. Asks for the value without showing it, or reads it from standard input.

        Examples:
          factory secret set CLOUDFLARE_TOKEN --for forge --host api.cloudflare.com
          printf %s "$TOKEN" | factory secret set NPM_TOKEN --for rex --host registry.npmjs.org
          factory secret set LAB_KEY --host api.example.org --header "X-Api-Key: {secret}"
        """;

    public static Command Create(CommandRunner commands)
    {
        var name = new Argument<string>("name") { Description = "Upper-case letters, digits and underscores, like CLOUDFLARE_TOKEN" };
        var agent = new Option<string[]>("--for")
        {
            Description = "An agent that may use it; can be repeated; default: those whose files name it under 'secrets'",
            HelpName = "AGENT"
        };
        var host = new Option<string[]>("--host")
        {
            Description = "A host that it is sent to, over HTTPS only; can be repeated; default: none, it is only redacted",
            HelpName = "HOST"
        };
        var header = new Option<string?>("--header")
        {
            Description = "The header in which it is sent; default: \"Authorization: Bearer {secret}\"",
            HelpName = "HEADER"
        };
        return commands.Handle(new Command("set", Description) { name, agent, host, header }, async (parsed, context) =>
        {
            await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);
            var request = new SetSecretRequest(
                await ReadValueAsync(context),
                parsed.GetValue(agent) ?? [],
                parsed.GetValue(host) ?? [],
                parsed.GetValue(header));
            var secret = await silo.Client.SetSecretAsync(parsed.GetRequiredValue(name), request, context.Environment.Interrupt);
            context.Output.WriteJson(secret);
            if (!context.Output.IsJson)
            {
                context.Output.WriteLine($"{TerminalSanitizer.SingleLine(secret.Name)} is set.");
                SecretCommand.ShowNotes(secret, context);
            }

            return ExitCodes.Success;
        });
    }

    private static async Task<string> ReadValueAsync(CommandContext context)
    {
        if (context.Environment.CanAsk)
        {
            context.Environment.Error.Write("Value (not shown): ");
            var typed = context.Environment.ReadHiddenLine();
            context.Environment.Error.WriteLine();
            return typed;
        }

        var buffer = new char[MaxLength];
        var length = await context.Environment.In.ReadBlockAsync(buffer, context.Environment.Interrupt);

        // Programs end what they print with a line break, which is not part of it.
        return new string(buffer, 0, length).TrimEnd('\r', '\n');
    }
}
