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

    private static Command List(CommandRunner verbs) => verbs.Ask(
        new Command("list", "The keys, dead ones included. A key's text is shown only when it is made.\n\nExample:\n  factory key list"),
        (_, client, cancel) => client.ListKeysAsync(cancel),
        (keys, session) =>
        {
            if (keys.Count == 0)
            {
                session.Output.Line("No keys yet. Make one: factory key create laptop --budget 5");
                return;
            }

            session.Output.Table(["key", "ends with", "status", "spent", "budget", "expires"], keys.Select(k => (string[])[
                k.Name, k.Ending, Formatting.Of(k.Status), Money.Short(k.Spent), Money.Short(k.Budget), k.ExpiresAt is { } at ? Formatting.Of(at, session.Environment.Time) : "never"]));
            foreach (var key in keys.Where(k => k.Models.Count > 0 && k.Status == KeyStatus.Active))
            {
                session.Output.Line($"{TerminalSanitizer.Line(key.Name)} opens only {TerminalSanitizer.Line(string.Join(", ", key.Models))}");
            }
        });

    private static Command Revoke(CommandRunner verbs)
    {
        var name = new Argument<string>("name") { Description = "The key's name" };
        return verbs.Ask(
            new Command("revoke", "Kills a key at once. Its name is not used again.\n\nExample:\n  factory key revoke laptop") { name },
            (parsed, client, cancel) => client.RevokeKeyAsync(parsed.GetRequiredValue(name), cancel),
            (key, session) => session.Output.Line($"{TerminalSanitizer.Line(key.Name)} opens nothing any more. It spent {Money.Short(key.Spent)}."));
    }
}
