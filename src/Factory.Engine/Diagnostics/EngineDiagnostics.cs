using Factory.Engine.Activations;

namespace Factory.Engine.Diagnostics;

internal sealed class EngineDiagnostics(ActivationDirectory directory) : IEngineDiagnostics
{
    public IReadOnlyDictionary<string, int> ActivationsByClass() =>
        directory.All().CountBy(activation => activation.Class.Name).ToDictionary(StringComparer.Ordinal);
}
