namespace Factory.Engine.Calls;

/// <summary>What a grain's calls are delivered to.</summary>
internal interface ICallTarget
{
    /// <summary>Starts or queues the call; false when the target has ended and the grain needs a new one.</summary>
    /// <param name="call">The call.</param>
    /// <param name="turn">The call's turn if it has one already, with the caller's context in it.</param>
    bool TryAccept(GrainCall call, Task? turn = null);
}
