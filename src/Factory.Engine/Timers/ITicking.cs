namespace Factory.Engine.Timers;

internal interface ITicking
{
    Task TickAsync();
}
