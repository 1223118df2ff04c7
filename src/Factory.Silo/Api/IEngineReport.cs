using Factory.Contracts.Engine;

namespace Factory.Silo.Api;

/// <summary>Tells of the grains' host. Each engine has its own; what one cannot tell it says in <see cref="EngineView.NotAvailable"/>.</summary>
public interface IEngineReport
{
    Task<EngineView> ReadAsync(CancellationToken cancellationToken);
}
