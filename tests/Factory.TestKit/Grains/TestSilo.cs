using Microsoft.Extensions.DependencyInjection;

namespace Factory.TestKit.Grains;

/// <summary>What a silo under test needs beside what the product has.</summary>
public static class TestSilo
{
    /// <summary>
    /// Keeps Orleans' own timers on the real clock when the container's <see cref="TimeProvider"/> is a fake one: a
    /// fake clock that is moved by a day would fire every tick of that day at once. The factory's own services take the
    /// clock without a key and stay on the fake one.
    /// </summary>
    public static void PinOrleansClocks(this IServiceCollection services) =>
        services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
}
