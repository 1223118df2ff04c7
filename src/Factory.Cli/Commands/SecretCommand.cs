using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Api;

namespace Factory.Cli.Commands;

/// <summary><c>factory secret set|list|remove</c>.</summary>
internal static class SecretCommand
{
    public static Command Create(CommandRunner commands) =>
        new(
            "secret",
            "Secrets that agents use without seeing them: the factory sends them to the hosts that you name.\n\nExample:\n  factory " +
            "secret set CLOUDFLARE_TOKEN --for forge --host api.cloudflare.com")
    {
        SecretSetCommand.Create(commands),
        List(commands),
        Remove(commands),
    };

    /// <summary>Shows what keeps a secret from being used.</summary>
    public static void ShowNotes(SecretView secret, CommandContext context)
    {
        foreach (var note in secret.Notes)
        {
            context.Output.WriteLine($"{TerminalSanitizer.SingleLine(secret.Name)}: {TerminalSanitizer.SingleLine(note)}");
        }
    }

    private static Command List(CommandRunner commands) => commands.HandleListWithSilo(
        new Command("list", "The secrets: who may use them, where they are sent. Never their values.\n\nExample:\n  factory secret list"),
        (_, client, cancel) => client.ListSecretsAsync(cancel),
        (secrets, context) =>
        {
            if (secrets.Count == 0)
            {
                context.WriteHint("There are no secrets. Set one: factory secret set NAME --for AGENT --host HOST");
                return;
            }

            context.Output.WriteTable(["secret", "for", "hosts", "header", "set"], secrets.Select(s => (string[])[
                s.Name,
                s.Agents.Count == 0 ? "agents that name it" : string.Join(", ", s.Agents.Select(a => a.Value[(AgentId.Kind.Length + 1)..])),
                s.Hosts.Count == 0 ? "none" : string.Join(", ", s.Hosts),
                s.Header,
                Formatting.Format(s.UpdatedAt, context.Environment.Time)]));
            foreach (var secret in secrets)
            {
                ShowNotes(secret, context);
            }
        });

    private static Command Remove(CommandRunner commands)
    {
        var name = new Argument<string>("name") { Description = "The secret's name" };
        return commands.HandleWithSilo(
            new Command(
                "remove",
                "Removes a secret. Attempts at work keep it until they end.\n\nExample:\n  factory secret remove NPM_TOKEN") { name },
            (parsed, client, cancel) => client.RemoveSecretAsync(parsed.GetRequiredValue(name), cancel),
            (secret, context) => context.Output.WriteLine($"{TerminalSanitizer.SingleLine(secret.Name)} is removed."));
    }
}
