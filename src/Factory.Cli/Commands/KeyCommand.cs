using System.CommandLine;
using Factory.Cli.Output;
using Factory.Contracts.Keys;

namespace Factory.Cli.Commands;

/// <summary><c>factory key create|list|revoke</c>.</summary>
internal static class KeyCommand
{
    public static Command Create(CommandRunner verbs) => new("key", "Keys of the gateway for tools that are no agents of the factory. Each is worth its budget.\n\nExample:\n  factory key create laptop --budget 5 --expires 30d")
    {
        KeyCreateCommand.Create(verbs),
        List(verbs),
        Revoke(verbs),
    };

    private static Command List(CommandRunner verbs) => verbs.HandleWithSilo(
        new Command("list", "The keys, revoked and expired ones included. A key's text is shown only when it is made.\n\nExample:\n  factory key list"),
        (_, client, cancel) => client.ListKeysAsync(cancel),
        (keys, session) =>
        {
            if (keys.Count == 0)
            {
                session.Output.WriteLine("No keys yet. Make one: factory key create laptop --budget 5");
                return;
            }

            session.Output.WriteTable(["key", "ends with", "status", "spent", "budget", "expires"], keys.Select(k => (string[])[
                k.Name, k.LastFour, Formatting.Format(k.Status), MoneyFormat.Format(k.Spent), MoneyFormat.Format(k.Budget), k.ExpiresAt is { } at ? Formatting.Format(at, session.Environment.Time) : "never"]));
            foreach (var key in keys.Where(k => k.Models.Count > 0 && k.Status == KeyStatus.Active))
            {
                session.Output.WriteLine($"{TerminalSanitizer.SingleLine(key.Name)} grants only {TerminalSanitizer.SingleLine(string.Join(", ", key.Models))}");
            }
        });

    private static Command Revoke(CommandRunner verbs)
    {
        var name = new Argument<string>("name") { Description = "The key's name" };
        return verbs.HandleWithSilo(
            new Command("revoke", "Revokes a key at once. Its name is not used again.\n\nExample:\n  factory key revoke laptop") { name },
            (parsed, client, cancel) => client.RevokeKeyAsync(parsed.GetRequiredValue(name), cancel),
            (key, session) => session.Output.WriteLine($"{TerminalSanitizer.SingleLine(key.Name)} is revoked. It spent {MoneyFormat.Format(key.Spent)}."));
    }
}
