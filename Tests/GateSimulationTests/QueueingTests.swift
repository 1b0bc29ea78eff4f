import GateSimulation
import TestTraits
import Testing

@Suite("Queues against closed form", .ownThread)
struct QueueingTests {
    /// 5,000 trucks a day at six booths of 90 s: ρ = 0.868, Wq = 75.584 s (architecture.md, queue truth).
    @Test func erlangCAtTheYardstick() throws {
        let truth = try #require(
            ErlangC(servers: 6, utilisation: 5_000 * 90 / (86_400 * 6), meanService: 90))
        #expect(abs(truth.meanWait - 75.584) < 0.001)
        #expect(abs(truth.waitProbability - 0.6648) < 0.0005)
        #expect(abs(truth.meanQueue - truth.load / 90 * truth.meanWait) < 1e-9)
    }

    /// One booth is M/M/1: C = ρ, Wq = ρ s / (1 − ρ).
    @Test func erlangCOfOneBooth() throws {
        let truth = try #require(ErlangC(servers: 1, utilisation: 0.75, meanService: 60))
        #expect(abs(truth.waitProbability - 0.75) < 1e-12)
        #expect(abs(truth.meanWait - 180) < 1e-9)
        #expect(ErlangC(servers: 1, utilisation: 1, meanService: 60) == nil)
        #expect(ErlangC(servers: 0, utilisation: 0.5, meanService: 60) == nil)
    }

    struct Case: Sendable {
        var servers: Int
        var utilisation: Double
        var service: Double
        var seed: UInt64
    }

    /// Mean waits of independent runs, each warmed up; the 95 % interval of their mean (Student, 19 degrees of
    /// freedom: 2.093) must hold the closed form.
    @Test(arguments: [
        Case(servers: 6, utilisation: 5_000 * 90 / (86_400 * 6), service: 90, seed: 11),
        Case(servers: 1, utilisation: 0.6, service: 60, seed: 13),
        Case(servers: 3, utilisation: 0.8, service: 75, seed: 12),
        Case(servers: 10, utilisation: 0.9, service: 75, seed: 14),
        Case(servers: 12, utilisation: 0.7, service: 60, seed: 15),
    ])
    func simulatedQueueAgrees(_ given: Case) throws {
        let (servers, utilisation, service, seed) = (given.servers, given.utilisation, given.service, given.seed)
        let truth = try #require(ErlangC(servers: servers, utilisation: utilisation, meanService: service))
        var means: [Double] = []
        for run in 0..<20 {
            var queue = MMcQueue(
                servers: servers, utilisation: utilisation, meanService: service, seed: seed * 1000 + UInt64(run) * 2)
            _ = queue.serve(3_000)
            means.append(queue.serve(30_000).meanWait)
        }
        let mean = means.reduce(0, +) / 20
        let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 19
        let half = 2.093 * (variance / 20).squareRoot()
        print("M/M/\(servers) rho \(utilisation) seed \(seed): \(mean) ± \(half) s, Erlang-C \(truth.meanWait) s")
        #expect(abs(mean - truth.meanWait) <= half)
    }

    /// What `Benchmarks/peers/mmc.c` prints for the same arguments.
    @Test func agreesWithTheCPeerToTheBit() {
        var queue = MMcQueue(servers: 6, utilisation: 0.868, meanService: 90, seed: 1)
        let result = queue.serve(100_000)
        #expect(result.events == 199994)
        #expect(result.waitSum == 7311805520798)
    }
}

@Suite("Engine")
struct EngineTests {
    @Test func eventsComeInOrderOfTimeThenOfPlanning() {
        var random = RandomSource(seed: 5)
        var queue = EventQueue<Int32>()
        for index in 0..<5_000 { queue.push(Int32(index), at: Int64(random.below(300))) }
        var last: (time: Int64, index: Int32) = (-1, -1)
        var count = 0
        while let entry = queue.pop() {
            #expect(entry.time > last.time || (entry.time == last.time && entry.payload > last.index))
            last = (entry.time, entry.payload)
            count += 1
            if count % 3 == 0, count < 2_000 { queue.push(10_000 + Int32(count), at: entry.time + 5) }
        }
        #expect(count == 5_000 + 666)
        #expect(queue.isEmpty && queue.nextTime == nil)
    }

    /// No two of many substreams begin alike.
    @Test func substreamsDiffer() {
        var seen = Set<UInt64>()
        for stream in 0..<40 {
            for index in 0..<200 {
                var random = RandomSource(seed: 7, stream: UInt64(stream), index: UInt64(index))
                seen.insert(random.next())
            }
        }
        #expect(seen.count == 8_000)
    }

    @Test func distributionsHaveTheirMoments() {
        var random = RandomSource(seed: 3)
        let count = 200_000
        func moments(_ draw: (inout RandomSource) -> Double) -> (mean: Double, variance: Double) {
            var sum = 0.0
            var squares = 0.0
            for _ in 0..<count {
                let value = draw(&random)
                sum += value
                squares += value * value
            }
            let mean = sum / Double(count)
            return (mean, squares / Double(count) - mean * mean)
        }
        let exponential = moments { $0.exponential(mean: 10) }
        #expect(abs(exponential.mean - 10) < 0.15 && abs(exponential.variance - 100) < 4)
        let erlang = moments { $0.erlang(3, mean: 75) }
        #expect(abs(erlang.mean - 75) < 0.6 && abs(erlang.variance - 1875) < 50)
        let lognormal = moments { $0.lognormal(mean: 24, sigma: 0.6) }
        #expect(abs(lognormal.mean - 24) < 0.3)
        let normal = moments { $0.normal() }
        #expect(abs(normal.mean) < 0.02 && abs(normal.variance - 1) < 0.03)
    }

    @Test func weightedChoiceKeepsItsShares() {
        var random = RandomSource(seed: 4)
        var counts = [0, 0, 0]
        for _ in 0..<60_000 { counts[random.index(weights: [1, 2, 3])] += 1 }
        #expect(abs(counts[0] - 10_000) < 400 && abs(counts[1] - 20_000) < 500 && abs(counts[2] - 30_000) < 500)
    }
}
