using System.CommandLine;
using Factory.Cli.Output;
using Factory.Client;

namespace Factory.Cli.Commands;

/// <summary><c>factory inbox</c>: everything that waits for the operator.</summary>
internal static class InboxCommand
{
    private const string Description = """
        What waits for you, oldest first: approvals, questions of agents, and failures of the last days. Each with its command.
        With --json one object: {"items": [{"kind", "id", "text", "command", "at"}]}.

        Examples:
          factory inbox
          factory inbox --since 30d --json
        """;

    private static readonly TimeSpan DefaultAge = TimeSpan.FromDays(7);

    public static Command Create(CommandRunner commands)
    {
        var since = CommandArguments.AgeOption("--since", "How old failures may be: 12h, 30d; default: 7d");
        return commands.HandleWithSiloOrOffline(
            new Command("inbox", Description) { since },
            (parsed, client, cancel) => FindAsync(new SiloWorkLists(client), parsed, cancel),
            (parsed, context, cancel) => FindAsync(
                new OfflineWorkLists(context.Environment.Maintenance, context.Settings.ToSiloOptions()),
                parsed,
                cancel),
            Show);

        async Task<Inbox> FindAsync(IWorkLists lists, ParseResult parsed, CancellationToken cancel) => new(await InboxItem.FindAsync(
            lists,
            commands.Environment.Time.GetUtcNow() - (parsed.GetValue(since) ?? DefaultAge),
            cancel));
    }

    private static void Show(Inbox inbox, CommandContext context)
    {
        if (inbox.Items.Count == 0)
        {
            context.Output.WriteLine("Nothing waits for you.");
            return;
        }

        foreach (var item in inbox.Items)
        {
            context.Output.WriteMarkup($"[bold]{item.Kind,-9}[/] {TerminalSanitizer.SingleLineMarkup(item.Text, 300)} " +
                $"[dim]{item.Id}, {Formatting.Format(item.At, context.Environment.Time)}[/]");

            // Not as markup, which would be wrapped: it is copied.
            context.Output.WriteLine($"          {CommandHint.WithDataOption(": " + item.Command, context.Settings)[2..]}");
        }
    }

    private sealed record Inbox(IReadOnlyList<InboxItem> Items);
}
