using Yarp.ReverseProxy.Forwarder;

namespace Factory.Silo.Egress;

/// <summary>What the proxies of all attempts share.</summary>
/// <param name="Options">Their limits.</param>
/// <param name="Resolver">Resolves names.</param>
/// <param name="Forwarder">Forwards requests.</param>
/// <param name="Logging">Their log.</param>
/// <param name="Time">The clock.</param>
/// <param name="Provider">The services of the silo, for the web server.</param>
internal sealed record EgressServices(
    EgressOptions Options,
    IHostResolver Resolver,
    IHttpForwarder Forwarder,
    ILoggerFactory Logging,
    TimeProvider Time,
    IServiceProvider Provider);
