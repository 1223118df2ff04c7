using System.Text.Json;
using Factory.Contracts.Json;
using Factory.Domain.Routing.Simulation;

namespace Factory.Domain.Tests.Routing.Simulation;

/// <summary>The workloads of <c>silo-config/workloads</c>.</summary>
internal static class ShippedWorkloads
{
    public static Workload Read(string name)
    {
        var folder = AppContext.BaseDirectory;
        var text = File.ReadAllText(Path.Combine(folder, "workloads", name + ".json"));
        return JsonSerializer.Deserialize<Workload>(text, FactoryJson.Options)!;
    }
}
