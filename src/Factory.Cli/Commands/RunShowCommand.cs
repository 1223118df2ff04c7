using System.CommandLine;
using Factory.Cli.Runs;
using Factory.Cli.Silos;

namespace Factory.Cli.Commands;

internal static class RunShowCommand
{
    public static Command Create(CommandRunner verbs)
    {
        var id = CommandArguments.IdArgument("run", "The run");
        return verbs.Handle(new Command("show", "One run: its stages, evidence, cost.\n\nExample:\n  factory run show run-01jd3z…") { id }, async (parsed, session) =>
        {
            var wanted = CommandArguments.ParseId<RunId>(parsed.GetRequiredValue(id));
            var stop = session.Environment.Interrupt;
            await using var silo = await SiloConnection.TryOpenAsync(session.Settings, session.Environment);
            var run = silo is null ? await session.Environment.Maintenance.GetRunAsync(session.Settings.ToSiloOptions(), wanted, stop) : await silo.Client.GetRunAsync(wanted, stop);
            session.Output.WriteJson(run);
            if (!session.Output.IsJson)
            {
                var picture = new RunRenderer(session.Settings.DataOption);
                picture.Update(run, silo is null ? [] : await PendingAction.FindAsync(run, silo.Client, stop));
                session.Output.Console.Write(picture.Render(session.Environment.Time.GetUtcNow(), session.Output.Console.Profile.Width, 0));
                RunSummary.Show(run, session);
            }

            return ExitCodes.Success;
        });
    }
}
