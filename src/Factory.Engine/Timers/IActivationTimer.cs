namespace Factory.Engine.Timers;

/// <summary>A timer that ends with its activation.</summary>
internal interface IActivationTimer : IDisposable;
