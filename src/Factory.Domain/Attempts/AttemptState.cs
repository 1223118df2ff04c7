using System.Globalization;
using System.Text.Json;
using Factory.Contracts.Attempts;
using Factory.Contracts.Events;
using Factory.Contracts.Json;
using Factory.Domain.Events;
using Factory.Domain.Indexing;
using Factory.Domain.States;

namespace Factory.Domain.Attempts;

/// <summary>An attempt's state.</summary>
[Alias("AttemptState")]
public sealed record AttemptState : IIndexed
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "attempt";

    public required AttemptRequest Request { get; init; }

    public required AttemptStatus Status { get; init; }

    public required AttemptProgress Progress { get; init; }

    public AttemptResult? Result { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The attempt as the API returns it.</summary>
    public AttemptView ToView() => new(Request, Status, Progress, Result, StartedAt, FinishedAt);

    /// <summary>An attempt that begins.</summary>
    public static AttemptState Start(AttemptRequest order, DateTimeOffset now) => new()
    {
        Request = order,
        Status = AttemptStatus.Running,
        Progress = new AttemptProgress(0, default, default, "starting"),
        StartedAt = now,
    };

    /// <summary>The state once it has ended. The first ending counts.</summary>
    public AttemptState End(AttemptResult result, DateTimeOffset now) => this with
    {
        Status = result.Status,
        Progress = result.Progress,
        Result = result,
        FinishedAt = now,
    };

    /// <summary>The entry for the event log.</summary>
    public FactoryEvent CreateEvent(string type, string message, DateTimeOffset now) => new(0, now, type, Request.Attempt.Value, Request.Spec.Run, Request.Task, message, EventData.Of(
        ("stage", Request.Spec.RunStage),
        ("agent", Request.Assignment.Agent.Value),
        ("model", Request.Assignment.Model.ToString()),
        ("number", Request.Number.ToString(CultureInfo.InvariantCulture)),
        ("round", Request.Spec.Round.ToString(CultureInfo.InvariantCulture)),
        ("turns", Progress.Turns.ToString(CultureInfo.InvariantCulture)),
        ("tokens", Progress.Usage.Total().ToString(CultureInfo.InvariantCulture)),
        ("cost", Progress.Cost.Amount.ToString(CultureInfo.InvariantCulture)),
        ("action", Progress.LastAction),
        ("status", JsonNamingPolicy.CamelCase.ConvertName(Status.ToString())),
        ("code", Result?.Problem?.Code)));

    /// <inheritdoc/>
    public IndexRow ToIndexRow() =>
        new("attempt", Request.Attempt.Value, Request.Task.Value, JsonNamingPolicy.CamelCase.ConvertName(Status.ToString()), StartedAt, JsonSerializer.Serialize(ToView(), FactoryJson.Options));
}
