using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Keys;

namespace Factory.Cli.Commands;

/// <summary><c>factory key create|list|revoke</c>.</summary>
internal static class KeyCommand
{
    public static Command Create(CommandRunner commands) =>
        new(
            "key",
            "Gateway keys for tools outside of the factory. Each has a budget.\n\nExample:\n  factory key create laptop --budget 5 " +
            "--expires 30d")
    {
        KeyCreateCommand.Create(commands),
        List(commands),
        Revoke(commands),
    };

    private static Command List(CommandRunner commands) => commands.HandleListWithSilo(
        new Command(
            "list",
            "The keys, revoked and expired ones included. The secret of a key is shown only when it is created.\n\nExample:\n  factory " +
            "key list"),
        (_, client, cancel) => client.ListKeysAsync(cancel),
        (keys, context) =>
        {
            if (keys.Count == 0)
            {
                context.WriteHint("There are no keys. Create one: factory key create laptop --budget 5");
                return;
            }

            context.Output.WriteTable(["key", "ends with", "status", "spent", "budget", "expires"], keys.Select(k => (string[])[
                k.Name, k.LastFour, Formatting.Format(
                    k.Status), MoneyFormat.Format(k.Spent), MoneyFormat.Format(k.Budget), k.ExpiresAt is { } at
                        ? Formatting.Format(at, context.Environment.Time)
                        : "never"]));
            foreach (var key in keys.Where(k => k.Models.Count > 0 && k.Status == KeyStatus.Active))
            {
                context.Output.WriteLine($"{TerminalSanitizer.SingleLine(key.Name)} grants only " +
                    $"{TerminalSanitizer.SingleLine(string.Join(", ", key.Models))}");
            }
        });

    private static Command Revoke(CommandRunner commands)
    {
        var name = new Argument<string>("name") { Description = "The key's name" };
        return commands.HandleWithSilo(
            new Command(
                "revoke",
                "Revokes a key at once. Its name cannot be used again.\n\nExample:\n  factory key revoke laptop") { name },
            (parsed, client, cancel) => client.RevokeKeyAsync(parsed.GetRequiredValue(name), cancel),
            (key, context) =>
                context.Output.WriteLine($"{TerminalSanitizer.SingleLine(key.Name)} is revoked. It spent " +
                    $"{MoneyFormat.Format(key.Spent)}."));
    }
}
