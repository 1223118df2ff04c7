using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Factory.Engine.Diagnostics;

internal static partial class EngineLog
{
    [LoggerMessage(1, LogLevel.Error, "{Grain} could not be activated")]
    public static partial void ActivationFailed(this ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(2, LogLevel.Error, "{Grain} failed while it was deactivated")]
    public static partial void DeactivationFailed(this ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(3, LogLevel.Error, "One-way call {Grain}.{Method} failed")]
    public static partial void OneWayCallFailed(this ILogger log, Exception failure, GrainId grain, string method);

    [LoggerMessage(4, LogLevel.Error, "A timer of {Grain} failed; it ticks on")]
    public static partial void TimerFailed(this ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(5, LogLevel.Error, "Reminder '{Name}' of {Grain} failed; it ticks again at {Next}")]
    public static partial void ReminderFailed(this ILogger log, Exception failure, string name, string grain, DateTimeOffset next);

    [LoggerMessage(6, LogLevel.Warning, "{Subscriber} has no handler for stream {Stream}: an event was dropped")]
    public static partial void StreamEventUnhandled(this ILogger log, string subscriber, StreamId stream);

    [LoggerMessage(7, LogLevel.Error, "An event of stream {Stream} was given up after {Attempts} attempts to deliver it to {Subscriber}")]
    public static partial void StreamEventGivenUp(this ILogger log, Exception failure, StreamId stream, int attempts, string subscriber);

    [LoggerMessage(8, LogLevel.Warning, "{Count} grains did not end in time; the first is {Grain}")]
    public static partial void GrainsDidNotEnd(this ILogger log, int count, GrainId grain);

    [LoggerMessage(9, LogLevel.Information, "Grain engine {Silo} started: {Classes} grain classes, {Reminders} reminders")]
    public static partial void Started(this ILogger log, string silo, int classes, int reminders);

    [LoggerMessage(10, LogLevel.Information, "Grain engine {Silo} stopped")]
    public static partial void Stopped(this ILogger log, string silo);

    [LoggerMessage(11, LogLevel.Error, "A sequence of {Grain} failed while its enumeration was ended")]
    public static partial void EnumerationEndFailed(this ILogger log, Exception failure, GrainId grain);
}
