using Orleans.Concurrency;

namespace Factory.Engine.Tests.Grains;

/// <summary>Grains that call each other through methods of every kind. A step is <c>key.Method</c>; each method takes the first step of the way.</summary>
public interface ICycleGrain : IGrainWithStringKey
{
    Task<string> Plain(string[] way);

    [ReadOnly]
    Task<string> Read(string[] way);

    [AlwaysInterleave]
    Task<string> Always(string[] way);

    [OneWay]
    Task Tell(string[] way);

    /// <summary>Goes the way from a timer's tick and sets a signal with what came of it.</summary>
    Task FromTimer(string[] way, bool interleave);

    Task Fail();
}
