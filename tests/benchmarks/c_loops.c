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

/* What a draw's stream, month and number amount to: the same for every actor, so that it is mixed once a month. */
static inline uint64_t purpose(uint64_t key, int64_t stream, int64_t month, int64_t k)
{
    uint64_t place = (uint64_t)stream * (1ULL << 32) + (uint64_t)(month + 1024) * (1ULL << 12) + (uint64_t)k;
    return mix(key ^ (place * GOLDEN));
}

static inline uint64_t word(uint64_t purpose, int64_t uid) { return mix(purpose ^ (((uint64_t)uid + 1) * FIRST)); }

static inline double uniform(uint64_t purpose, int64_t uid)
{
    return (double)(word(purpose, uid) >> 11) * (1.0 / 9007199254740992.0);
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
    int64_t shares = 0, benefits = 0, pensions = 0, others = 0;
    int64_t income_taxes = 0, local_taxes = 0, rents = 0, interests = 0;
    for (int64_t h = 0; h < rows; h++) {
        if (status[h] == ABSENT)
            continue;
        int64_t received = other, gained = income_now[h];
        others += other;
        if (status[h] == EMPLOYED) {
            int64_t share = profit_share[employer[h]];
            if (share > 0) {
                deposits[first_organisation + employer[h]] -= share;
                deposits[h] += share;
                gained += share;
                shares += share;
            }
        } else if (status[h] == UNEMPLOYED) {
            int64_t benefit = assistance;
            if (months_unemployed[h] <= insured)
                benefit = most((int64_t)(replacement * (double)last_wage[h] + 0.5), assistance);
            received += benefit;
            benefits += benefit;
        } else {
            received += pension[h];
            pensions += pension[h];
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
        income_taxes += income_tax;
        local_taxes += taxed_here;
        rents += rent_paid;
        interests += interest;
    }
    totals[0] = shares;
    totals[1] = benefits;
    totals[2] = pensions;
    totals[3] = others;
    totals[4] = income_taxes;
    totals[5] = local_taxes;
    totals[6] = rents;
    totals[7] = interests;
}

/* -- households buy (simulation/phases/economy/goods_market.py, sell_to_households) ------------------------------
   Who buys what of whom is the same in every order of households, and so is every sum: amounts are whole cents. One
   pass over households plans, looks around, asks and pays; a second one finds who is short. A household pays for all
   it planned, be it here or elsewhere, so that only the sums of both wait for what sellers can serve. */

#define CANDIDATES 3
#define POSITIONS 4
#define SECOND_CHOICE 64
#define MODEL_DECIDES (-1.0)

/* What a household reads of a seller when it compares it with others. */
typedef struct {
    double pull;
    int32_t x, y;
} Site;

/* What it reads and writes of the one it asks. */
typedef struct {
    double here;
    int64_t asked;
} Stall;

/* A sector from which households buy. */
typedef struct {
    const int32_t *sellers;
    int64_t count;
    double share;
    uint64_t candidate, choice, second;
} Position;

typedef struct {
    int64_t missing;
    int32_t row, position, second;
} Short;

static inline int32_t random_seller(const Position *position, double draw)
{
    if (position->count == 0)
        return NOBODY;
    return position->sellers[least((int64_t)(draw * (double)position->count), position->count - 1)];
}

/* No distance counts, as if there were none, where one of both is not on the map. */
static inline double weight_of(Site site, const double *near, int32_t x, int32_t y)
{
    int32_t across = x - site.x, along = y - site.y;
    return site.pull * near[x < 0 || site.x < 0 ? 0 : across * across + along * along];
}

/* Nobody can tell beforehand who is chosen, nor can the processor: no branch depends on it. Who does not count weighs
   nothing. */
static inline int32_t chosen_seller(const Position *position, const Site *sites, const double *near, double habit,
                                    int64_t uid, int32_t x, int32_t y, int32_t present)
{
    const double to_third = 1.0 / (1 << 21);
    int32_t among[1 + CANDIDATES] = {present};
    double weights[1 + CANDIDATES] = {0.0};
    if (present != NOBODY)
        weights[0] = weight_of(sites[present], near, x, y) * habit;
    if (position->count == 0)
        return present;
    uint64_t bits = word(position->candidate, uid);
    double total = weights[0];
    int32_t chosen = present;
    for (int k = 1; k <= CANDIDATES; k++) {
        double draw = (double)(int64_t)((bits >> (64 - 21 * k)) & ((1 << 21) - 1)) * to_third;
        among[k] = random_seller(position, draw);
        weights[k] = among[k] == present ? 0.0 : weight_of(sites[among[k]], near, x, y);
        total += weights[k];
        chosen = among[k] == present ? chosen : among[k];
    }
    double left[1 + CANDIDATES];
    left[0] = uniform(position->choice, uid) * total - weights[0];
    for (int k = 1; k <= CANDIDATES; k++)
        left[k] = left[k - 1] - weights[k];
    for (int k = CANDIDATES; k >= 0; k--)
        chosen = left[k] < 0.0 ? among[k] : chosen;
    return chosen;
}

static void open_stalls(
    int64_t organisations, Site *sites, Stall *stalls, const int32_t *alive, const int32_t *sector,
    const int32_t *parcel, const double *price, const double *appeal, const double *outside_share,
    const double *outside_price, const int32_t *parcel_x, const int32_t *parcel_y, double price_elasticity,
    double leak_elasticity)
{
    for (int64_t o = 0; o < organisations; o++) {
        sites[o] = (Site){0.0, -1, -1};
        stalls[o] = (Stall){-1.0, 0};
        if (!alive[o])
            continue;
        if (parcel[o] >= 0) {
            sites[o].x = parcel_x[parcel[o]];
            sites[o].y = parcel_y[parcel[o]];
        }
        double log_price = log(price[o]);
        sites[o].pull = exp(appeal[o] - price_elasticity * log_price);
        double base = 1.0 - outside_share[sector[o]];
        stalls[o].here = 0.0;
        if (base > 0.0) {
            double pull = exp(-leak_elasticity * (log_price - log(outside_price[sector[o]])));
            stalls[o].here = base * pull / (base * pull + 1.0 - base);
        }
    }
}

static double *nearness(int64_t parcels, const int32_t *x, const int32_t *y, double side, double distance_cost)
{
    int32_t across = 0, along = 0;
    for (int64_t row = 0; row < parcels; row++) {
        across = across > x[row] ? across : x[row];
        along = along > y[row] ? along : y[row];
    }
    int32_t places = across * across + along * along + 1;
    double *near = malloc((size_t)places * sizeof *near), cost = distance_cost * side;
    for (int32_t squared = 0; squared < places; squared++)
        near[squared] = 1.0 / (1.0 + cost * sqrt((double)squared));
    return near;
}

static inline int64_t amount_wanted(int64_t net, double share, double part)
{
    return (int64_t)((double)net * share * part);
}

static inline int64_t part_served(int64_t wanted, int64_t offered, int64_t asked)
{
    return offered == asked ? wanted : wanted * offered / asked;
}

/* What a seller has for those who ask, cents: all they ask, or what its capacity is worth. */
static inline int64_t offer(int64_t asked, double price, double capacity, double *demand)
{
    if (asked <= 0)
        return asked;
    *demand += (double)asked / (100.0 * price);
    return least(asked, (int64_t)(capacity * 100.0 * price));
}

static inline void take_down(int64_t taken, double price, double *capacity, double *sold)
{
    if (taken <= 0)
        return;
    double units = (double)taken / (100.0 * price), left = *capacity - units;
    *sold += units;
    *capacity = left > 0.0 ? left : 0.0;
}

/* totals: bought here, bought elsewhere, VAT */
void sell_to_households(
    int64_t rows, int64_t organisations, int64_t parcels, int64_t month, uint64_t key,
    const int32_t *status, const int64_t *uid, const int64_t *income_last, const int64_t *deposit_target,
    const int32_t *home, const double *told, int64_t *restrict deposits, int32_t *restrict known_seller,
    const int32_t *alive, const int32_t *sector, const int32_t *parcel, const double *price, const double *appeal,
    double *restrict capacity, double *restrict demand, double *restrict sold, int64_t *restrict revenue,
    const double *outside_share, const double *outside_price, const double *consumption_share,
    const int64_t *consumed, const int32_t *site_sellers, const int32_t *site_start,
    const int32_t *parcel_x, const int32_t *parcel_y, double side,
    double distance_cost, double habit, double price_elasticity, double leak_elasticity, double vat,
    double search_rate, double adjustment, int64_t stream_search, int64_t stream_candidate, int64_t stream_choice,
    int64_t *restrict totals)
{
    Site *sites = malloc((size_t)organisations * sizeof *sites);
    Stall *stalls = malloc((size_t)organisations * sizeof *stalls);
    int64_t *net = malloc((size_t)rows * sizeof *net);
    double *near = nearness(parcels, parcel_x, parcel_y, side, distance_cost);
    open_stalls(organisations, sites, stalls, alive, sector, parcel, price, appeal, outside_share, outside_price,
                parcel_x, parcel_y, price_elasticity, leak_elasticity);
    Position positions[POSITIONS];
    for (int64_t p = 0; p < POSITIONS; p++) {
        int64_t first = site_start[consumed[p]];
        positions[p] = (Position){
            site_sellers + first,
            site_start[consumed[p] + 1] - first,
            consumption_share[consumed[p]],
            purpose(key, stream_candidate, month, p),
            purpose(key, stream_choice, month, p),
            purpose(key, stream_candidate, month, SECOND_CHOICE + p),
        };
    }

    /* Plan, look around, ask, and pay for all that is planned. */
    uint64_t search = purpose(key, stream_search, month, 0);
    int64_t planned = 0, taxes = 0;
    for (int64_t h = 0; h < rows; h++) {
        if (status[h] == ABSENT) {
            net[h] = -1;
            continue;
        }
        int64_t wanted = income_last[h] + (int64_t)(adjustment * (double)(deposits[h] - deposit_target[h]));
        int64_t budget = most(least(wanted, deposits[h]), 0);
        int64_t tax = (int64_t)(vat * (double)budget), left = budget - tax, due = 0;
        int searching = uniform(search, uid[h]) < search_rate;
        int32_t *known = known_seller + h * POSITIONS;
        for (int p = 0; p < POSITIONS; p++) {
            int32_t seller = known[p];
            if (seller != NOBODY && stalls[seller].here < 0.0)
                seller = known[p] = NOBODY;
            if (searching || seller == NOBODY) {
                int32_t x = home[h] >= 0 ? parcel_x[home[h]] : -1, y = home[h] >= 0 ? parcel_y[home[h]] : -1;
                seller = known[p] = chosen_seller(&positions[p], sites, near, habit, uid[h], x, y, seller);
            }
            if (seller != NOBODY) {
                double part = told[h] == MODEL_DECIDES ? stalls[seller].here : told[h];
                stalls[seller].asked += amount_wanted(left, positions[p].share, part);
            }
            due += (int64_t)((double)left * positions[p].share);
        }
        net[h] = left;
        deposits[h] -= due + tax;
        planned += due;
        taxes += tax;
    }

    /* Sellers that have too little share it out. */
    int64_t *offered = malloc((size_t)organisations * sizeof *offered);
    int64_t *takings = malloc((size_t)organisations * sizeof *takings);
    unsigned char *flags = calloc((size_t)organisations + 1, 1), *sold_out = flags + 1; /* of NOBODY, too */
    for (int64_t o = 0; o < organisations; o++) {
        offered[o] = offer(stalls[o].asked, price[o], capacity[o], &demand[o]);
        sold_out[o] = offered[o] < stalls[o].asked;
        takings[o] = sold_out[o] ? 0 : stalls[o].asked;
    }
    Short *shorts = malloc((size_t)rows * POSITIONS * sizeof *shorts);
    int64_t count = 0;
    for (int64_t h = 0; h < rows; h++) {
        if (net[h] < 0)
            continue;
        for (int p = 0; p < POSITIONS; p++) {
            int32_t seller = known_seller[h * POSITIONS + p];
            if (!sold_out[seller])
                continue;
            double part = told[h] == MODEL_DECIDES ? stalls[seller].here : told[h];
            int64_t wanted = amount_wanted(net[h], positions[p].share, part);
            int64_t got = part_served(wanted, offered[seller], stalls[seller].asked);
            takings[seller] += got;
            shorts[count++] = (Short){wanted - got, (int32_t)h, p, NOBODY};
        }
    }

    /* Who is short asks a second seller for the rest. */
    int64_t *asked = calloc((size_t)organisations, sizeof *asked);
    int64_t *more = calloc((size_t)organisations, sizeof *more);
    for (int64_t i = 0; i < count; i++) {
        const Position *position = &positions[shorts[i].position];
        int32_t second = random_seller(position, uniform(position->second, uid[shorts[i].row]));
        shorts[i].second = second;
        if (second != NOBODY)
            asked[second] += shorts[i].missing;
    }
    for (int64_t o = 0; o < organisations; o++) {
        take_down(takings[o], price[o], &capacity[o], &sold[o]);
        offered[o] = offer(asked[o], price[o], capacity[o], &demand[o]);
    }
    for (int64_t i = 0; i < count; i++) {
        int32_t second = shorts[i].second;
        if (second != NOBODY)
            more[second] += part_served(shorts[i].missing, offered[second], asked[second]);
    }

    int64_t bought = 0;
    for (int64_t o = 0; o < organisations; o++) {
        take_down(more[o], price[o], &capacity[o], &sold[o]);
        revenue[o] += takings[o] + more[o];
        deposits[rows + o] += takings[o] + more[o];
        bought += takings[o] + more[o];
    }
    totals[0] = bought;
    totals[1] = planned - bought;
    totals[2] = taxes;
    free(sites);
    free(stalls);
    free(net);
    free(near);
    free(offered);
    free(takings);
    free(flags);
    free(shorts);
    free(asked);
    free(more);
}
