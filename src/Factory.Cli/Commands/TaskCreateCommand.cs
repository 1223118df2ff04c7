using System.CommandLine;
using System.Security.Cryptography;
using Factory.Cli.Output;
using Factory.Cli.Silos;
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

    /// <summary>Creates the command.</summary>
    public static Command Create(CommandRunner commands)
    {
        var title = new Argument<string>("title") { Description = "What to do, in one line" };
        var kind = new Option<string>("--kind")
        {
            Description = "The kind of work; agents take tasks by kind: factory agents",
            HelpName = "KIND",
            Required = true
        };
        var description = new Option<string?>("--description") { Description = "The details, in your own words", HelpName = "TEXT" };
        var file = new Option<string?>("--file")
        {
            Description = "Read the details from a file; - reads standard input",
            HelpName = "FILE"
        };
        var repository = new Option<string?>("--repo") { Description = "Work on this git repository", HelpName = "PATH" };
        var run = new Option<string?>("--run") { Description = "Work on the product of this run", HelpName = "RUN" };
        var agent = new Option<string?>("--agent") { Description = "Only this agent; default: any that takes the kind", HelpName = "NAME" };
        var budget = new Option<decimal?>("--budget")
        {
            Description = "Hard cap on what the task may cost, in US dollars",
            HelpName = "USD"
        };
        var expects = CommandArguments.EnumOption<ArtifactKind>("--expects");
        expects.Description = "What the task ends with: research, requirements or change; default: what the pipelines expect of the kind";
        var backlog = new Option<bool>("--backlog") { Description = "Keep it in the backlog; start it with: factory task promote" };
        var command = new Command(
            "create",
            Description) { title, kind, description, file, repository, run, agent, budget, expects, backlog };
        return commands.Handle(command, async (parsed, context) =>
        {
            if (parsed.GetValue(description) is not null && parsed.GetValue(file) is not null)
            {
                throw new FactoryException(
                    ErrorCodes.InvalidRequest,
                    "--description and --file exclude each other.",
                    "Use only one of them.");
            }

            var request = new CreateTaskRequest(
                parsed.GetRequiredValue(title),
                parsed.GetRequiredValue(kind),
                parsed.GetValue(file) is { } path
                    ? await TextInput.ReadFileAsync(path, "description file", context.Environment)
                    : parsed.GetValue(description),
                parsed.GetValue(expects),
                parsed.GetValue(run) is { } id ? CommandArguments.ParseId<RunId>(id).Value : null,
                TextInput.FullPath(parsed.GetValue(repository), context.Environment),
                parsed.GetValue(agent),
                parsed.GetValue(budget),
                parsed.GetValue(backlog));
            await using var silo = await SiloConnection.OpenAsync(context.Settings, context.Environment);
            var task = await silo.Client.CreateTaskAsync(
                request,

                // New for each call: the client can send a request again, and that must not create a second task.
                "cli-" + RandomNumberGenerator.GetHexString(32, lowercase: true),
                context.Environment.Interrupt);
            context.Output.WriteJson(task);
            context.Output.WriteLine(Describe(task, context.Settings));
            return ExitCodes.Success;
        });
    }

    private static string Describe(TaskView task, GlobalSettings settings) => task.Stage == TaskStage.Backlog
        ? $"{task.Id} is in the backlog. Start it with: factory task promote {task.Id}{settings.DataOption}"
        : $"{task.Id} is {Formatting.Format(task.Stage)}. See it with: factory task show {task.Id}{settings.DataOption}";
}
