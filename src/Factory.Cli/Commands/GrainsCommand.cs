using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Silos;

namespace Factory.Cli.Commands;

/// <summary><c>factory grains</c>; <c>factory grains top</c> is the same.</summary>
internal static class GrainsCommand
{
    private const string Help = """
        Grains in memory, their calls, and the slowest calls. Redrawn on a terminal until Ctrl-C; one snapshot elsewhere.

        Examples:
          factory grains
          factory grains --interval 5
          factory grains --once
          factory grains --link
          factory grains --json | jq '.grains[] | {name, activations, callsPerSecond}'
        """;

    private const string TopHelp = "The same as factory grains.\n\nExample:\n  factory grains top --interval 5";
    private const string DashboardPage = "/grains/orleans";
    private const int MaxSeconds = 3600;

    public static Command Create(CommandRunner verbs)
    {
        var once = new Option<bool>("--once") { Description = "One snapshot, also on a terminal" };
        var interval = CommandArguments.NumberOption(["--interval"], "Seconds between refreshes", 2, 1, MaxSeconds);
        var link = new Option<bool>("--link") { Description = "Print a link to Orleans' dashboard that signs a browser in, once" };
        return verbs.Handle(
            new Command("grains", Help)
            {
                once,
                interval,
                link,
                verbs.Handle(
                    new Command("top", TopHelp) { once, interval },
                    (parsed, context) => ShowAsync(context, parsed.GetValue(once), TimeSpan.FromSeconds(parsed.GetValue(interval)))),
            },
            (parsed, context) =>
                parsed.GetValue(link)
                    ? PrintSignInLinkAsync(context)
                    : ShowAsync(context, parsed.GetValue(once), TimeSpan.FromSeconds(parsed.GetValue(interval))));
    }

    private static async Task<int> PrintSignInLinkAsync(CommandContext context)
    {
        await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);
        var link = await silo.Client.CreateSignInLinkAsync(DashboardPage, context.Environment.Interrupt);
        context.Output.WriteJson(link);
        context.Output.WriteLine(TerminalSanitizer.SingleLine(link.Url));

        // Standard output is the link alone, so that it can be piped into other commands.
        await context.Environment.Error.WriteLineAsync($"It signs in one browser, once, until {link.ExpiresAt.ToLocalTime():HH:mm}. " +
            "Anybody who has the link can use it.");
        return ExitCodes.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, bool once, TimeSpan interval)
    {
        var cancel = context.Environment.Interrupt;
        await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);
        if (context.Output.IsLive && !once)
        {
            await GrainsRenderer.FollowAsync(context, silo.Client, interval);
            return ExitCodes.Success;
        }

        var statistics = await silo.Client.GetGrainsAsync(cancel);
        context.Output.WriteJson(statistics);
        if (!context.Output.IsJson)
        {
            context.Output.Console.Write(GrainsRenderer.Render(statistics, rows: int.MaxValue, context.Output.Console.Profile.Width));
        }

        return ExitCodes.Success;
    }
}
