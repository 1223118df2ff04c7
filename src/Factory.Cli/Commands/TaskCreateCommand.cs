using System.CommandLine;
using System.Security.Cryptography;
using Factory.Cli.Output;
using Factory.Cli.Silos;
using Factory.Client;
using Factory.Contracts.Api;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary><c>factory task create</c>: a task that belongs to no run.</summary>
internal static class TaskCreateCommand
{
    private const string Description = """
        Creates a task that belongs to no run, and starts it when an agent is free. With --backlog it waits until it is promoted.
        A change that such a task makes has no reviewing model: you approve its merge (action class 'merge.unreviewed').

        Examples:
          factory task create "Show prices with tax" --kind build --repo ~/code/shop --budget 2
          factory task create "Compare three payment providers" --kind research --file brief.md
          factory task create "Rewrite the README" --kind documentation --expects change --run run-01jd3z… --backlog
        """;

    public static Command Create(CommandRunner commands)
    {
        var options = new TaskCreateOptions();
        var command = new Command("create", Description);
        options.AddTo(command);
        return commands.Handle(command, async (parsed, context) =>
        {
            var request = await options.ReadAsync(parsed, context.Environment);
            await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);
            var task = await CreateAsync(request, silo.Client, context);
            context.Output.WriteJson(task);
            context.Output.WriteLine(Describe(task, context.Settings));
            return ExitCodes.Success;
        });
    }

    private static async Task<TaskView> CreateAsync(CreateTaskRequest request, FactoryClient client, CommandContext context)
    {
        try
        {
            return await SendAsync(request, client, context);
        }
        catch (FactoryException e) when (e.Code == ErrorCodes.RehearsalNotAccepted && !context.Output.IsJson && context.Environment.CanAsk)
        {
            context.Output.WriteLine(TerminalSanitizer.SingleLine(e.Message));
            if (!await Confirmation.AskAsync("Rehearse nevertheless?", context))
            {
                throw new FactoryException(ErrorCodes.RehearsalNotAccepted, "Nothing was created.", e.Hint);
            }

            return await SendAsync(request with { Rehearse = true }, client, context);
        }
    }

    private static Task<TaskView> SendAsync(CreateTaskRequest request, FactoryClient client, CommandContext context) =>
        client.CreateTaskAsync(
            request,

            // New for each call: the client can send a request again, and that must not create a second task.
            "cli-" + RandomNumberGenerator.GetHexString(32, lowercase: true),
            context.Environment.Interrupt);

    private static string Describe(TaskView task, GlobalSettings settings) => task.Stage == TaskStage.Backlog
        ? $"{task.Id} is in the backlog. Start it with: factory task promote {task.Id}{settings.DataOption}"
        : $"{task.Id} is {Formatting.Format(task.Stage)}. See it with: factory task show {task.Id}{settings.DataOption}";
}
