using System.CommandLine;
using Factory.Cli.Output;
using Factory.Cli.Silos;

namespace Factory.Cli.Commands;

/// <summary><c>factory grains</c>; <c>factory grains top</c> is the same.</summary>
internal static class GrainsCommand
{
    private const string Help = """
        Grains in memory, their calls and the slowest of them. Redrawn on a terminal until Ctrl-C; one snapshot elsewhere.

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
        var every = new Option<int>("--interval") { Description = "Seconds between refreshes", DefaultValueFactory = _ => 2 };
        every.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxSeconds)
            {
                result.AddError($"--interval is 1 to {MaxSeconds} seconds.");
            }
        });
        var open = new Option<bool>("--link") { Description = "Print a link to Orleans' dashboard that signs a browser in, once" };
        return verbs.Handle(
            new Command("grains", Help)
            {
                once,
                every,
                open,
                verbs.Handle(new Command("top", TopHelp) { once, every }, (parsed, session) => ShowAsync(session, parsed.GetValue(once), TimeSpan.FromSeconds(parsed.GetValue(every)))),
            },
            (parsed, session) => parsed.GetValue(open) ? PrintSignInLinkAsync(session) : ShowAsync(session, parsed.GetValue(once), TimeSpan.FromSeconds(parsed.GetValue(every))));
    }

    private static async Task<int> PrintSignInLinkAsync(CommandContext session)
    {
        await using var silo = await SiloConnection.OpenAsync(session.Settings, session.Environment);
        var link = await silo.Client.CreateSignInLinkAsync(DashboardPage, session.Environment.Interrupt);
        session.Output.WriteJson(link);
        session.Output.WriteLine(TerminalSanitizer.SingleLine(link.Url));

        // The link alone is the output: it goes into other commands.
        await session.Environment.Error.WriteLineAsync($"It signs one browser in, once, until {link.ExpiresAt.ToLocalTime():HH:mm}. Whoever has it gets in.");
        return ExitCodes.Success;
    }

    private static async Task<int> ShowAsync(CommandContext session, bool once, TimeSpan every)
    {
        var cancel = session.Environment.Interrupt;
        await using var silo = await SiloConnection.OpenAsync(session.Settings, session.Environment);
        if (session.Output.IsLive && !once)
        {
            await GrainsRenderer.FollowAsync(session, silo.Client, every);
            return ExitCodes.Success;
        }

        var look = await silo.Client.GetGrainsAsync(cancel);
        session.Output.WriteJson(look);
        if (!session.Output.IsJson)
        {
            session.Output.Console.Write(GrainsRenderer.Render(look, rows: int.MaxValue));
        }

        return ExitCodes.Success;
    }
}
