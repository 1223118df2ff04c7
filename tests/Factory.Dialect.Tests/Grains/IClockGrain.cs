namespace Factory.Dialect.Tests.Grains;

public interface IClockGrain : IGrainWithStringKey
{
    Task Start(TimeSpan due, TimeSpan period, bool keepAlive = false, bool fails = false);

    Task Change(TimeSpan due, TimeSpan period);

    Task Stop();

    Task<int> Ticks();

    Task Leave();

    Task Remind(string name, TimeSpan due, TimeSpan period);

    Task Forget(string name);

    Task<string[]> Reminders();

    Task<int> Reminded();
}
