using System.CommandLine;
using Factory.Contracts.Api;
using Factory.Contracts.Artifacts;

namespace Factory.Cli.Commands;

/// <summary>The argument and options of <c>factory task create</c>.</summary>
internal sealed class TaskCreateOptions
{
    private readonly Argument<string> _title = new("title") { Description = "What to do, in one line" };

    private readonly Option<string> _kind = new("--kind")
    {
        Description = "The kind of work; agents take tasks by kind: factory agents",
        HelpName = "KIND",
        Required = true
    };

    private readonly Option<string?> _description = new("--description")
    {
        Description = "The details, in your own words",
        HelpName = "TEXT"
    };

    private readonly Option<string?> _file = new("--file")
    {
        Description = "Read the details from a file; - reads standard input",
        HelpName = "FILE"
    };

    private readonly Option<string?> _repository = new("--repo") { Description = "Work on this git repository", HelpName = "PATH" };

    private readonly Option<RunId?> _run = CommandArguments.IdOption<RunId>("--run", "Work on the product of this run", "RUN");

    private readonly Option<string?> _agent = new("--agent")
    {
        Description = "Only this agent; default: any that takes the kind",
        HelpName = "NAME"
    };

    private readonly Option<decimal?> _budget =
        CommandArguments.UsdOption("--budget", "Hard cap on what the task may cost, in US dollars");

    private readonly Option<ArtifactKind?> _expects = CommandArguments.EnumOption<ArtifactKind>("--expects");

    private readonly Option<bool> _backlog = new("--backlog")
    {
        Description = "Keep it in the backlog; start it with: factory task promote"
    };

    private readonly Option<bool> _rehearse = new("--rehearse")
    {
        Description = "Without a real model: let a scripted model play the agent"
    };

    public void AddTo(Command command)
    {
        _expects.Description = "What the task ends with: research, requirements or change; default: what the pipelines expect of the kind";
        command.Add(_title);
        foreach (var option in (Option[])[_kind, _description, _file, _repository, _run, _agent, _budget, _expects, _backlog, _rehearse])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the request; the details may come from a file or from standard input.</summary>
    /// <exception cref="FactoryException"><c>request.invalid</c>.</exception>
    public async Task<CreateTaskRequest> ReadAsync(ParseResult parsed, CliEnvironment environment)
    {
        if (parsed.GetValue(_description) is not null && parsed.GetValue(_file) is not null)
        {
            throw new FactoryException(
                ErrorCodes.InvalidRequest,
                "--description and --file exclude each other.",
                "Use only one of them.");
        }

        return new CreateTaskRequest(
            parsed.GetRequiredValue(_title),
            parsed.GetRequiredValue(_kind),
            parsed.GetValue(_file) is { } path
                ? await TextInput.ReadFileAsync(path, "description file", environment)
                : parsed.GetValue(_description),
            parsed.GetValue(_expects),
            parsed.GetValue(_run)?.Value,
            TextInput.FullPath(parsed.GetValue(_repository), environment),
            parsed.GetValue(_agent),
            parsed.GetValue(_budget),
            parsed.GetValue(_backlog),
            parsed.GetValue(_rehearse));
    }
}
