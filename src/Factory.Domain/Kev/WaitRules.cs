using System.Globalization;
using Factory.Contracts.Kev;

namespace Factory.Domain.Kev;

/// <summary>Says why a ready task is not at work yet.</summary>
public static class WaitRules
{
    /// <summary>Describes a wait.</summary>
    /// <param name="isPaused">True when nothing is started.</param>
    /// <param name="before">Number of ready tasks of the kind before it.</param>
    /// <param name="deferral">Why the first task of its kind could not be routed; null when it was not tried.</param>
    public static WaitView Describe(bool isPaused, int before, string? deferral)
    {
        var position = before == 0 ? "it is the next" : string.Create(CultureInfo.InvariantCulture, $"{before} before it");
        return new WaitView(
            isPaused ? "paused: factory resume" : $"waits for a free slot: {position}",
            before,
            isPaused,
            isPaused ? null : deferral);
    }
}
