using Factory.Engine.Hosting;
using Factory.Engine.State;
using Microsoft.Extensions.Hosting;

namespace Factory.TestKit.Grains;

/// <summary>The engine under test: the embedded one.</summary>
public static class TestEngine
{
    /// <value>True on Microsoft Orleans.</value>
    public const bool IsOrleans = false;

    /// <summary>Adds the engine.</summary>
    public static void AddTestEngine(this HostApplicationBuilder builder, Action<TestEngineOptions> configure)
    {
        var options = new TestEngineOptions();
        configure(options);
        options.Stores.ForEach(store => builder.Services.AddMemoryGrainStorage(store));
        builder.Services.AddEmbeddedEngine(engine =>
        {
            options.Assemblies.ForEach(engine.GrainAssemblies.Add);
            options.Streams.ForEach(name => engine.StreamProviders.Add(name));
            engine.StreamRedeliveryDelay = TimeSpan.FromMilliseconds(10);
            foreach (var (name, value) in options.Labels)
            {
                engine.SiloMetadata[name] = value;
            }

            if (options.CollectionAge is { } age)
            {
                engine.CollectionAge = age;
                engine.CollectionInterval = age;
            }
        });
    }
}
