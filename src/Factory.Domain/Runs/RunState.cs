using System.Text.Json;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Metering;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Indexing;
using Factory.Domain.States;

namespace Factory.Domain.Runs;

/// <summary>A run's state. Immutable: <see cref="Apply"/> makes the next one.</summary>
[Alias("RunState")]
public sealed record RunState : IIndexed
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "run";

    /// <summary>The run.</summary>
    public required RunId Id { get; init; }

    /// <summary>The request that started it.</summary>
    public required StartRun Request { get; init; }

    /// <summary>
    /// The pipeline as it was when the run started: a reload of the configuration does not change a run under way.
    /// </summary>
    public required PipelineDefinition Pipeline { get; init; }

    /// <summary>The product that it works on.</summary>
    public required ProductRef Product { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>One for each stage of the pipeline, in its order.</summary>
    public required IReadOnlyList<StageState> Stages { get; init; }

    /// <summary>The hard cap that it was started or last retried with.</summary>
    public required Usd Budget { get; init; }

    /// <summary>True when the builder's own model can review.</summary>
    public bool AllowSameReviewer { get; init; }

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    public Problem? Problem { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null while it is under way.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>A run that was just started: every stage waits.</summary>
    public static RunState Start(
        RunId id,
        StartRun request,
        PipelineDefinition pipeline,
        ProductRef product,
        Usd budget,
        DateTimeOffset now) => new()
        {
            Id = id,
            Request = request,
            Pipeline = pipeline,
            Product = product,
            Status = RunStatus.Running,
            Stages = [.. pipeline.Stages.Select(s => new StageState(s.Name))],
            Budget = budget,
            AllowSameReviewer = request.AllowSameReviewer,
            CreatedAt = now,
        };

    /// <summary>True when a run in this status changes only by the operator's retry.</summary>
    public static bool IsFinal(RunStatus status) => status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;

    /// <summary>True when the run changes only by the operator's retry.</summary>
    public bool IsFinished() => IsFinal(Status);

    /// <summary>A stage's state.</summary>
    /// <exception cref="InvalidOperationException">The pipeline has no stage of this name.</exception>
    public StageState Stage(string name) => Stages.First(s => s.Name == name);

    /// <summary>A stage's definition.</summary>
    /// <exception cref="InvalidOperationException">The pipeline has no stage of this name.</exception>
    public StageDefinition Definition(string name) => Pipeline.Stages.First(s => s.Name == name);

    /// <summary>The state after an event. Never fails.</summary>
    public RunState Apply(RunEvent @event, DateTimeOffset now) => @event switch
    {
        RunTransitioned e => this with { Status = e.To, Problem = e.Problem, FinishedAt = IsFinal(e.To) ? now : null },
        RunBudgetChanged e => this with { Budget = e.Budget },
        SameReviewerAllowed => this with { AllowSameReviewer = true },
        StageEvent e => this with { Stages = [.. Stages.Select(s => s.Name == e.Stage ? s.Apply(e, now) : s)] },
        _ => this,
    };

    /// <summary>The run as the API returns it.</summary>
    public RunView ToView() => new()
    {
        Id = Id,
        Idea = Request.Idea,
        Pipeline = Pipeline.Name,
        Status = Status,
        Product = Product,
        Stages = [.. Stages.Select(s => s.ToView())],
        Budget = Budget,
        Cost = new Usd(Stages.Sum(s => s.Cost.Amount)),
        Url = Stages.Select(s => (s.Artifact as Deployment)?.Url).LastOrDefault(u => u is not null),
        Evidence = Stages.Select(s => (s.Artifact as ReviewReport)?.Evidence).LastOrDefault(e => e is not null),
        Problem = Problem,
        CreatedAt = CreatedAt,
        FinishedAt = FinishedAt,
        Rehearsal = Stages.Any(s => s.Model?.Provider == RunView.RehearsalProvider),
    };

    /// <inheritdoc/>
    public IndexRow ToIndexRow() =>
        new(
            "run",
            Id.Value,
            null,
            JsonNamingPolicy.CamelCase.ConvertName(Status.ToString()),
            CreatedAt,
            JsonSerializer.Serialize(ToView(), FactoryJson.Options));
}
