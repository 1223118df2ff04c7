using Factory.Contracts.Kev;

namespace Factory.Silo.Tests.Support;

internal sealed class FakeKev : IKevGrain
{
    private bool _paused;

    public Task<KevStatus> Get() => Task.FromResult(new KevStatus(_paused, [], []));

    public Task Look(TaskId task) => Task.CompletedTask;

    public Task Route() => Task.CompletedTask;

    public Task<KevStatus> Pause()
    {
        _paused = true;
        return Get();
    }

    public Task<KevStatus> Resume()
    {
        _paused = false;
        return Get();
    }

    public Task ConfigRead(string message, bool refused) => Task.CompletedTask;

    public Task<KevStatus> StopAll() => Pause();
}
