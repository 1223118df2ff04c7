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

/// <summary>A run's state: the pipeline as it was when the run began, and what each stage has come to.</summary>
[Alias("RunState")]
public sealed record RunState : IIndexed
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "run";

    public required RunId Id { get; init; }

    public required StartRun Request { get; init; }

    public required PipelineDefinition Pipeline { get; init; }

    public required ProductRef Product { get; init; }

    public required RunStatus Status { get; init; }

    /// <summary>In the pipeline's order.</summary>
    public required IReadOnlyList<StageState> Stages { get; init; }

    public required Usd Budget { get; init; }

    public bool AllowSameReviewer { get; init; }

    public Problem? Problem { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>A run that begins.</summary>
    public static RunState Start(RunId id, StartRun request, PipelineDefinition pipeline, ProductRef product, Usd budget, DateTimeOffset now) => new()
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

    /// <summary>True when nothing moves any more unless the operator retries.</summary>
    public bool IsFinished() => Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;

    /// <summary>A stage.</summary>
    public StageState Stage(string name) => Stages.First(s => s.Name == name);

    /// <summary>The run with a stage changed.</summary>
    public RunState With(StageState stage) => this with { Stages = [.. Stages.Select(s => s.Name == stage.Name ? stage : s)] };

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
    };

    /// <inheritdoc/>
    public IndexRow ToIndexRow() =>
        new("run", Id.Value, null, JsonNamingPolicy.CamelCase.ConvertName(Status.ToString()), CreatedAt, JsonSerializer.Serialize(ToView(), FactoryJson.Options));
}
