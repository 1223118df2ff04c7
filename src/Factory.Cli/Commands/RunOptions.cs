using System.CommandLine;
using Factory.Cli.Runs;

namespace Factory.Cli.Commands;

/// <summary>The argument and options of <c>factory run</c>.</summary>
internal sealed class RunOptions
{
    private readonly Argument<string[]> _idea = new("idea")
    {
        Description = "What to make, in your own words; - reads it from standard input",
        Arity = ArgumentArity.ZeroOrMore
    };

    private readonly Option<string?> _file = new("--idea-file") { Description = "Read the idea from a file", HelpName = "FILE" };

    private readonly Option<string?> _repository = new("--repo")
    {
        Description = "Work on this git repository instead of a new one",
        HelpName = "PATH"
    };

    private readonly Option<decimal?> _budget =
        CommandArguments.UsdOption("--budget", "Hard cap on what the run may cost, in US dollars");

    private readonly Option<string?> _pipeline = new("--pipeline") { Description = "The pipeline; default: product", HelpName = "NAME" };

    private readonly Option<RunId?> _resume =
        CommandArguments.IdOption<RunId>("--resume", "Continue a run; default: the latest unfinished one", "RUN");

    private readonly Option<bool> _sameReviewer = new("--allow-same-reviewer")
    {
        Description = "Let the builder's own model review when there is no other; it is recorded"
    };

    private readonly Option<bool> _rehearse = new("--rehearse")
    {
        Description = "Without a real model: build a demonstration product even if none fits the idea"
    };

    private readonly Option<bool> _unsandboxed = new("--unsandboxed")
    {
        Description = "Let commands run without a sandbox when none is installed"
    };

    public void AddTo(Command command)
    {
        _resume.Arity = ArgumentArity.ZeroOrOne;
        command.Add(_idea);
        foreach (var option in (Option[])[_file, _repository, _budget, _pipeline, _resume, _sameReviewer, _rehearse, _unsandboxed])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the request; the idea may come from a file or from standard input.</summary>
    /// <exception cref="FactoryException"><c>idea.empty</c> or <c>request.invalid</c>.</exception>
    public async Task<RunRequest> ReadAsync(ParseResult parsed, CliEnvironment environment)
    {
        // The value is null both without the option and for '--resume' alone; only the result tells the two apart.
        var resume = parsed.GetResult(_resume) is not null;
        return new RunRequest(
            await IdeaReader.ReadAsync(parsed, _idea, _file, resume, environment),
            TextInput.FullPath(parsed.GetValue(_repository), environment),
            parsed.GetValue(_budget),
            parsed.GetValue(_pipeline),
            parsed.GetValue(_sameReviewer),
            parsed.GetValue(_rehearse),
            parsed.GetValue(_unsandboxed),
            resume,
            parsed.GetValue(_resume));
    }
}
