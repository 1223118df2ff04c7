using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Contracts.Runs;

namespace Factory.Cli.Commands;

/// <summary>Says below runs that are not finished why nothing happens: the factory is paused, or not running.</summary>
internal static class PauseNote
{
    public static async Task ShowAsync(IEnumerable<RunView> runs, SiloConnection? silo, CommandContext context)
    {
        if (runs.All(r => r.IsFinished()))
        {
            return;
        }

        if (silo is null)
        {
            context.Output.WriteLine("No factory is running, so unfinished runs wait. Continue with: factory " +
                $"up{context.Settings.DataOption}");
        }
        else if ((await silo.Client.GetKevAsync(context.Environment.Interrupt)).Paused)
        {
            context.Output.WriteLine("The factory is paused: it starts no new attempt. Continue with: factory " +
                $"resume{context.Settings.DataOption}");
        }
    }
}
