using System.CommandLine;
using Factory.Cli.Silos;

namespace Factory.Cli.Commands;

/// <summary><c>factory grains top</c>.</summary>
internal static class GrainsCommand
{
    private const string Help = """
        Grains in memory, their calls and the slowest of them. Redrawn on a terminal until Ctrl-C; one look elsewhere.

        Examples:
          factory grains top
          factory grains top --every 5
          factory grains top --once
          factory grains top --json | jq '.grains[] | {name, activations, callsPerSecond}'
        """;

    private const int MaxSeconds = 3600;

    public static Command Create(Verbs verbs)
    {
        var once = new Option<bool>("--once") { Description = "One look, also on a terminal" };
        var every = new Option<int>("--every") { Description = "Seconds between two looks", DefaultValueFactory = _ => 2 };
        every.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxSeconds)
            {
                result.AddError($"--every is 1 to {MaxSeconds} seconds.");
            }
        });
        var top = new Command("top", Help) { once, every };
        return new("grains", "The grains' host.\n\nExample:\n  factory grains top")
        {
            verbs.Define(top, (parsed, session) => ShowAsync(session, parsed.GetValue(once), TimeSpan.FromSeconds(parsed.GetValue(every)))),
        };
    }

    private static async Task<int> ShowAsync(Session session, bool once, TimeSpan every)
    {
        var cancel = session.Environment.Interrupt;
        await using var silo = await SiloConnection.OpenAsync(session.Settings, session.Environment);
        if (session.Output.Live && !once)
        {
            await GrainsPicture.FollowAsync(session, silo.Client, every);
            return ExitCodes.Success;
        }

        var look = await silo.Client.GetGrainsAsync(cancel);
        session.Output.Record(look);
        if (!session.Output.Json)
        {
            session.Output.Console.Write(GrainsPicture.Draw(look, rows: int.MaxValue));
        }

        return ExitCodes.Success;
    }
}
