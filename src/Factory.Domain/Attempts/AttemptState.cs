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

    /// <summary>What the attempt was started with.</summary>
    public required AttemptRequest Request { get; init; }

    /// <summary>Its status.</summary>
    public required AttemptStatus Status { get; init; }

    /// <summary>Totals as last reported.</summary>
    public required AttemptProgress Progress { get; init; }

    /// <summary>Its result; null while it runs.</summary>
    public AttemptResult? Result { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The attempt as the API returns it.</summary>
    public AttemptView ToView() => new(Request, Status, Progress, Result, StartedAt, FinishedAt);

    /// <summary>The state of an attempt that starts.</summary>
    public static AttemptState Start(AttemptRequest request, DateTimeOffset now) => new()
    {
        Request = request,
        Status = AttemptStatus.Running,
        Progress = new AttemptProgress(0, default, default, "starting"),
        StartedAt = now,
    };

    /// <summary>The state after the attempt ended. The caller ensures that an attempt ends once.</summary>
    public AttemptState End(AttemptResult result, DateTimeOffset now) => this with
    {
        Status = result.Status,
        Progress = result.Progress,
        Result = result,
        FinishedAt = now,
    };

    /// <summary>An event about the attempt.</summary>
    /// <param name="type">One of <see cref="EventTypes"/>.</param>
    /// <param name="message">One line for people.</param>
    /// <param name="now">The time.</param>
    public FactoryEvent CreateEvent(
        string type,
        string message,
        DateTimeOffset now) => new(0, now, type, Request.Attempt.Value, Request.Spec.Run, Request.Task, message, EventData.Of(
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
        new(
            "attempt",
            Request.Attempt.Value,
            Request.Task.Value,
            JsonNamingPolicy.CamelCase.ConvertName(Status.ToString()),
            StartedAt,
            JsonSerializer.Serialize(ToView(), FactoryJson.Options));
}
