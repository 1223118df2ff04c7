global using Factory.Domain.Models;
global using Factory.Gateway.Tests.Support;
global using Factory.TestKit.StandIns;
