using Factory.Cli.Silos;
using Factory.Contracts.Runs;

namespace Factory.Cli.Commands;

/// <summary>Says below runs that are not finished why nothing happens: the factory is paused.</summary>
internal static class PauseNote
{
    public static async Task ShowAsync(IEnumerable<RunView> runs, SiloConnection? silo, CommandContext context)
    {
        if (silo is not null
            && runs.Any(r => !r.IsFinished())
            && (await silo.Client.GetKevAsync(context.Environment.Interrupt)).Paused)
        {
            context.Output.WriteLine("The factory is paused: it starts no new attempt. Continue with: factory " +
                $"resume{context.Settings.DataOption}");
        }
    }
}
