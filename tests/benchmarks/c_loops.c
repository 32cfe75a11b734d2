/* The loops of the heaviest kernels as a C programmer writes them: plain pointers, one contiguous array a column.

   `c_loops.py` compiles this file, calls it on columns of a territory, and refuses to time what does not give the same
   numbers as the kernel. Money is in whole cents (int64), rows are int32 where the model's columns are. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define ABSENT 0
#define EMPLOYED 1
#define UNEMPLOYED 5
#define NOBODY (-1)

/* -- draws (simulation/draws.py) -------------------------------------------------------------------------------- */

#define GOLDEN 0x9E3779B97F4A7C15ULL
#define FIRST 0xBF58476D1CE4E5B9ULL
#define SECOND 0x94D049BB133111EBULL

static inline uint64_t mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * FIRST;
    value = (value ^ (value >> 27)) * SECOND;
    return value ^ (value >> 31);
}

static inline double uniform(uint64_t key, int64_t stream, int64_t month, int64_t uid, int64_t k)
{
    uint64_t place = (uint64_t)stream * (1ULL << 32) + (uint64_t)(month + 1024) * (1ULL << 12) + (uint64_t)k;
    uint64_t word = mix(mix(key ^ (place * GOLDEN)) ^ (((uint64_t)uid + 1) * FIRST));
    return (double)(word >> 11) * (1.0 / 9007199254740992.0);
}

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

/* -- households settle (simulation/phases/public/transfers.py, settle_households) -------------------------------- */

static inline int64_t affordable(int64_t due, int64_t deposits) { return most(least(due, deposits), 0); }

/* totals: profit shares, unemployment benefits, pensions, other benefits, income taxes, local taxes, rents, interest */
void settle_households(
    int64_t rows, int64_t first_organisation,
    const int32_t *status, const int32_t *employer, const int64_t *last_wage, const int32_t *months_unemployed,
    const int64_t *pension, int64_t *restrict income_now, int64_t *restrict income_last,
    int64_t *restrict income_year, int64_t *restrict ring, const int64_t *profit_share,
    int64_t *restrict deposits, const int64_t *housing_loans,
    int64_t assistance, int64_t allowance, int64_t other, int64_t local_tax, int64_t rent,
    double replacement, int64_t insured, double tax_rate, double rate,
    int64_t *restrict totals)
{
    for (int64_t h = 0; h < rows; h++) {
        if (status[h] == ABSENT)
            continue;
        int64_t received = other, gained = income_now[h];
        totals[3] += other;
        if (status[h] == EMPLOYED) {
            int64_t share = profit_share[employer[h]];
            if (share > 0) {
                deposits[first_organisation + employer[h]] -= share;
                deposits[h] += share;
                gained += share;
                totals[0] += share;
            }
        } else if (status[h] == UNEMPLOYED) {
            int64_t benefit = assistance;
            if (months_unemployed[h] <= insured)
                benefit = most((int64_t)(replacement * (double)last_wage[h] + 0.5), assistance);
            received += benefit;
            totals[1] += benefit;
        } else {
            received += pension[h];
            totals[2] += pension[h];
        }
        int64_t income = gained + received, left = deposits[h] + received;
        int64_t due = (int64_t)((double)most(income - allowance, 0) * tax_rate + 0.5);
        int64_t income_tax = affordable(due, left);
        left -= income_tax;
        int64_t taxed_here = affordable(local_tax, left);
        left -= taxed_here;
        int64_t rent_paid = affordable(rent, left);
        left -= rent_paid;
        int64_t interest = 0;
        if (housing_loans[h] < 0)
            interest = affordable((int64_t)((double)(-housing_loans[h]) * rate + 0.5), left);
        left -= interest;
        income -= income_tax + taxed_here + rent_paid + interest;
        income_year[h] += income - ring[h];
        ring[h] = income;
        income_last[h] = most(income, 0);
        income_now[h] = 0;
        deposits[h] = left;
        totals[4] += income_tax;
        totals[5] += taxed_here;
        totals[6] += rent_paid;
        totals[7] += interest;
    }
}

/* -- households buy (simulation/phases/economy/goods_market.py, sell_to_households) ------------------------------
   TO BE ADAPTED when the goods market changes: this is the market in which households buy one after another, in an
   order that changes every month. */

#define CANDIDATES 3

typedef struct {
    double price, capacity, demand, sold, here, pull;
    int32_t x, y, alive;
} Stall;

typedef struct {
    const Stall *stalls;
    const double *near;
    const int32_t *site_sellers, *site_start;
} Market;

static inline int32_t random_seller(const Market *market, int64_t sector, double draw)
{
    int64_t first = market->site_start[sector], last = market->site_start[sector + 1];
    if (last == first)
        return NOBODY;
    return market->site_sellers[first + least((int64_t)(draw * (double)(last - first)), last - first - 1)];
}

static inline double weight_of(const Market *market, int32_t seller, int64_t x, int64_t y)
{
    const Stall *stall = &market->stalls[seller];
    if (x < 0 || stall->x < 0)
        return stall->pull;
    int64_t across = x - stall->x, along = y - stall->y;
    return stall->pull * market->near[across * across + along * along];
}

static inline int64_t sell(Stall *stall, int64_t wanted)
{
    if (wanted <= 0)
        return 0;
    double units = (double)wanted / (100.0 * stall->price);
    stall->demand += units;
    double served = units < stall->capacity ? units : stall->capacity;
    stall->capacity -= served;
    stall->sold += served;
    return served >= units ? wanted : (int64_t)(served * 100.0 * stall->price);
}

static void open_stalls(
    int64_t organisations, Stall *stalls, const int32_t *alive, const int32_t *sector, const int32_t *site,
    const double *price, const double *capacity, const double *demand, const double *sold, const double *appeal,
    const double *outside_share, const double *outside_price, const int32_t *parcel_x, const int32_t *parcel_y,
    double price_elasticity, double leak_elasticity)
{
    for (int64_t o = 0; o < organisations; o++) {
        Stall *stall = &stalls[o];
        stall->alive = alive[o];
        if (!alive[o])
            continue;
        double base = 1.0 - outside_share[sector[o]];
        stall->price = price[o];
        stall->capacity = capacity[o];
        stall->demand = demand[o];
        stall->sold = sold[o];
        stall->pull = exp(appeal[o]) * pow(price[o], -price_elasticity);
        stall->here = 0.0;
        if (base > 0.0) {
            double pull = base * pow(price[o] / outside_price[sector[o]], -leak_elasticity);
            stall->here = pull / (pull + 1.0 - base);
        }
        stall->x = site[o] >= 0 ? parcel_x[site[o]] : -1;
        stall->y = site[o] >= 0 ? parcel_y[site[o]] : -1;
    }
}

static double *nearness(int64_t parcels, const int32_t *x, const int32_t *y, double side, double distance_cost)
{
    int64_t across = 0, along = 0;
    for (int64_t row = 0; row < parcels; row++) {
        across = most(across, x[row]);
        along = most(along, y[row]);
    }
    int64_t places = across * across + along * along + 1;
    double *near = malloc((size_t)places * sizeof *near);
    for (int64_t squared = 0; squared < places; squared++)
        near[squared] = 1.0 / (1.0 + distance_cost * side * sqrt((double)squared));
    return near;
}

/* totals: bought here, bought elsewhere, VAT */
void sell_to_households(
    int64_t rows, int64_t organisations, int64_t parcels, int64_t positions, int64_t month, uint64_t key,
    const int32_t *status, const int64_t *uid, const int64_t *income_last, const int64_t *deposit_target,
    const int32_t *home, int64_t *restrict deposits, int32_t *restrict known_seller,
    const int32_t *alive, const int32_t *sector, const int32_t *site, const double *price,
    double *restrict capacity, double *restrict demand, double *restrict sold, const double *appeal,
    int64_t *restrict revenue,
    const double *outside_share, const double *outside_price, const double *consumption_share,
    const int64_t *consumed, const int32_t *site_sellers, const int32_t *site_start,
    const int32_t *parcel_x, const int32_t *parcel_y, double side,
    double distance_cost, double habit, double price_elasticity, double leak_elasticity, double vat,
    double search_rate, double adjustment, int64_t stream_search, int64_t stream_candidate, int64_t stream_choice,
    int64_t start, int64_t stride, int64_t *restrict totals)
{
    Stall *stalls = calloc((size_t)organisations, sizeof *stalls);
    int64_t *takings = calloc((size_t)organisations, sizeof *takings);
    int64_t *net = malloc((size_t)rows * sizeof *net);
    int64_t *taxes = calloc((size_t)rows, sizeof *taxes);
    int64_t *here = calloc((size_t)rows, sizeof *here);
    unsigned char *searching = calloc((size_t)rows, 1);
    double *near = nearness(parcels, parcel_x, parcel_y, side, distance_cost);
    Market market = {stalls, near, site_sellers, site_start};
    open_stalls(organisations, stalls, alive, sector, site, price, capacity, demand, sold, appeal, outside_share,
                outside_price, parcel_x, parcel_y, price_elasticity, leak_elasticity);

    for (int64_t h = 0; h < rows; h++) {
        if (status[h] == ABSENT) {
            net[h] = -1;
            continue;
        }
        int64_t wanted = income_last[h] + (int64_t)(adjustment * (double)(deposits[h] - deposit_target[h]));
        int64_t budget = most(least(wanted, deposits[h]), 0);
        taxes[h] = (int64_t)(vat * (double)budget);
        net[h] = budget - taxes[h];
        searching[h] = uniform(key, stream_search, month, uid[h], 0) < search_rate;
    }

    int64_t h = start;
    for (int64_t turn = 0; turn < rows; turn++) {
        h += stride;
        if (h >= rows)
            h -= rows;
        if (net[h] < 0)
            continue;
        int64_t bought = 0;
        for (int64_t position = 0; position < positions; position++) {
            int32_t *known = &known_seller[h * positions + position];
            if (*known != NOBODY && !stalls[*known].alive)
                *known = NOBODY;
            if (searching[h] || *known == NOBODY) {
                int64_t x = home[h] >= 0 ? parcel_x[home[h]] : -1, y = home[h] >= 0 ? parcel_y[home[h]] : -1;
                int32_t present = *known;
                double total = present == NOBODY ? 0.0 : weight_of(&market, present, x, y) * habit;
                for (int64_t k = 0; k < CANDIDATES; k++) {
                    int64_t number = position * CANDIDATES + k;
                    double draw = uniform(key, stream_candidate, month, uid[h], number);
                    int32_t candidate = random_seller(&market, consumed[position], draw);
                    if (candidate == NOBODY || candidate == present)
                        continue;
                    double weight = weight_of(&market, candidate, x, y);
                    total += weight;
                    if (uniform(key, stream_choice, month, uid[h], number) * total < weight)
                        *known = candidate;
                }
            }
            int32_t seller = *known;
            if (seller == NOBODY)
                continue;
            int64_t part = (int64_t)((double)net[h] * consumption_share[consumed[position]]);
            int64_t wanted = (int64_t)((double)part * stalls[seller].here);
            int64_t spent = sell(&stalls[seller], wanted);
            takings[seller] += spent;
            if (spent < wanted) {
                double draw = uniform(key, stream_candidate, month, uid[h], 64 + position);
                int32_t another = random_seller(&market, consumed[position], draw);
                if (another != NOBODY) {
                    int64_t more = sell(&stalls[another], wanted - spent);
                    takings[another] += more;
                    spent += more;
                }
            }
            bought += spent;
        }
        here[h] = bought;
    }

    for (int64_t row = 0; row < rows; row++) {
        if (net[row] < 0)
            continue;
        int64_t elsewhere = -here[row];
        for (int64_t position = 0; position < positions; position++)
            elsewhere += (int64_t)((double)net[row] * consumption_share[consumed[position]]);
        deposits[row] -= here[row] + elsewhere + taxes[row];
        totals[0] += here[row];
        totals[1] += elsewhere;
        totals[2] += taxes[row];
    }
    for (int64_t o = 0; o < organisations; o++) {
        if (!alive[o])
            continue;
        revenue[o] += takings[o];
        deposits[rows + o] += takings[o];
        capacity[o] = stalls[o].capacity;
        demand[o] = stalls[o].demand;
        sold[o] = stalls[o].sold;
    }
    free(stalls);
    free(takings);
    free(net);
    free(taxes);
    free(here);
    free(searching);
    free(near);
}
