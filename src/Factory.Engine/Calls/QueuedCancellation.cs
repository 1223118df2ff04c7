using Factory.Engine.Activations;

namespace Factory.Engine.Calls;

/// <summary>Lets the caller of a queued call go as soon as its token is cancelled, instead of when the call's turn comes.</summary>
internal static class QueuedCancellation
{
    public static void Watch(GrainCall call)
    {
        var registration = call.CancellationToken.UnsafeRegister(static (call, token) => Withdraw((GrainCall)call!, token), call);
        call.Promise.ContinueWith(
            static (_, registration) => ((CancellationTokenRegistration)registration!).Dispose(),
            registration,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>A call that runs already sees the token itself.</summary>
    private static void Withdraw(GrainCall call, CancellationToken token)
    {
        if (((Activation)call.Target!).TryWithdraw(call))
        {
            call.Fail(new OperationCanceledException(token));
        }
    }
}
