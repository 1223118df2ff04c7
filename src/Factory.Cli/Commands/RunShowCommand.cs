using System.CommandLine;
using Factory.Cli.Runs;
using Factory.Cli.Silos;

namespace Factory.Cli.Commands;

/// <summary><c>factory run show</c>.</summary>
internal static class RunShowCommand
{
    public static Command Create(CommandRunner commands)
    {
        var id = CommandArguments.IdArgument<RunId>("run", "The run");
        return commands.Handle(
            new Command("show", "One run: its stages, evidence, cost.\n\nExample:\n  factory run show run-01jd3z…") { id },
            async (parsed, context) =>
        {
            var wanted = parsed.GetRequiredValue(id);
            var stop = context.Environment.Interrupt;
            await using var silo = await SiloConnection.TryOpenAsync(context.Settings, context.Environment);
            var run = silo is null
                ? await context.Environment.Maintenance.GetRunAsync(context.Settings.ToSiloOptions(), wanted, stop)
                : await silo.Client.GetRunAsync(wanted, stop);
            if (silo is null)
            {
                OfflineNote.Show(context);
            }

            context.Output.WriteJson(run);
            if (!context.Output.IsJson)
            {
                var picture = new RunRenderer(context.Settings.DataOption);

                // Without a silo nothing can be answered, so nothing is offered.
                picture.Update(run, silo is null ? [] : await PendingAction.FindAsync(run, silo.Client, stop));
                var now = silo is null ? (DateTimeOffset?)null : context.Environment.Time.GetUtcNow();
                context.Output.Console.Write(picture.Render(now, context.Output.Console.Profile.Width, 0));
                RunSummary.Show(run, context, silo is null ? SiloPresence.None : SiloPresence.Running);
                await PauseNote.ShowAsync([run], silo, context);
            }

            return ExitCodes.Success;
        });
    }
}
